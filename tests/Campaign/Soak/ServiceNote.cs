using System.Globalization;
using X402.TestSupport.Stack;

namespace X402.Campaign.Soak;

/// <summary>What a service takes at one moment.</summary>
/// <param name="Heap">Managed memory after a full collection, in bytes.</param>
/// <param name="Resident">Working set, in bytes.</param>
/// <param name="Threads">Threads of the process.</param>
/// <param name="Handles">Open files and sockets.</param>
internal readonly record struct ServiceNote(long Heap, long Resident, int Threads, int Handles)
{
    /// <summary>The newest; waits for the first.</summary>
    public static async Task<ServiceNote> ReadAsync(string folder, ServiceProcess service, CancellationToken cancellationToken)
    {
        var note = Path.Combine(folder, service.Id.ToString(CultureInfo.InvariantCulture));
        for (var looks = 0; !File.Exists(note); looks++)
        {
            if (looks > 600)
                throw new InvalidOperationException("A service writes nothing down about its memory: build it for Debug, and do not start it as a native program.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
        var parts = (await File.ReadAllTextAsync(note, cancellationToken)).Split(' ');
        return new(long.Parse(parts[0], CultureInfo.InvariantCulture), service.WorkingSet, int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
    }

    /// <summary>The larger of each.</summary>
    public static ServiceNote Max(ServiceNote left, ServiceNote right) =>
        new(Math.Max(left.Heap, right.Heap), Math.Max(left.Resident, right.Resident), Math.Max(left.Threads, right.Threads), Math.Max(left.Handles, right.Handles));
}

using System.Text;
using X402.ShopContracts.Weather;

namespace X402.ResourceServer.Weather;

/// <summary>A believable climate for any city: a yearly mean, a seasonal swing and a wetness, drawn from its name.</summary>
internal sealed class Climate
{
    private readonly ulong _seed;
    private readonly double _mean, _swing, _wetness;

    private Climate(ulong seed)
    {
        _seed = seed;
        _mean = 4 + (Draw(seed, 1) * 22);
        // the colder the mean, the stronger the seasons
        _swing = 3 + ((26 - _mean) * 0.5 * Draw(seed, 2));
        _wetness = 0.15 + (Draw(seed, 3) * 0.6);
    }

    public static Climate Of(string city)
    {
        // FNV-1a: stable across processes, unlike string.GetHashCode
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(city.ToLowerInvariant()))
            hash = (hash ^ b) * 1099511628211UL;
        return new(hash);
    }

    public WeatherDay On(DateOnly date)
    {
        var day = _seed + (ulong)date.DayNumber;
        var season = -Math.Cos((date.DayOfYear - 20) / 365.25 * 2 * Math.PI);
        var high = _mean + (_swing * season) + ((Draw(day, 4) - 0.5) * 7);
        var low = high - 5 - (Draw(day, 5) * 6);
        var rain = Math.Clamp(_wetness + ((Draw(day, 6) - 0.5) * 0.7), 0, 1);
        return new(date, Describe(high, rain), Round(low), Round(high), Round(rain * 100), Round(4 + (Draw(day, 7) * 32)));
    }

    private static string Describe(double high, double rain) => (rain, high) switch
    {
        ( > 0.65, < 1) => "snow",
        ( > 0.65, _) => "rain",
        ( > 0.45, < 1) => "light snow",
        ( > 0.45, _) => "showers",
        ( > 0.25, _) => "cloudy",
        ( > 0.12, _) => "partly cloudy",
        _ => "sunny",
    };

    private static int Round(double value) => (int)Math.Round(value);

    // SplitMix64: independent draws in [0, 1) from one seed
    private static double Draw(ulong seed, ulong stream)
    {
        var z = seed + (stream * 0x9E3779B97F4A7C15UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}

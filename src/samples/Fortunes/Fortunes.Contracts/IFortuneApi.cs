using X402;

namespace Fortunes;

/// <summary>Tells fortunes.</summary>
[PaidApi(typeof(FortuneJson))]
public interface IFortuneApi
{
    /// <summary>Your fortune in one matter.</summary>
    /// <param name="matter">What it is about, for example <c>love</c>.</param>
    [PaidGet("/fortunes/{matter}", "$0.01")]
    Task<Fortune> TellAsync(string matter);
}

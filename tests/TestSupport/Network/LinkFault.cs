namespace X402.TestSupport.Network;

/// <summary>What is wrong with a <see cref="TcpLink"/>.</summary>
public enum LinkFault
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Nobody is there: open connections break and new ones are closed at once.</summary>
    Refuse = 1,

    /// <summary>A black hole: connections stay open, and nothing arrives until it is over.</summary>
    Hang = 2,

    /// <summary>Questions arrive, and the connection breaks instead of carrying the answer.</summary>
    LoseAnswers = 3,

    /// <summary>Everything arrives late.</summary>
    Delay = 4,
}

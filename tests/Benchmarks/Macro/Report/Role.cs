namespace Benchmarks.Macro.Report;

/// <summary>The part that a row plays in the summary.</summary>
internal enum Role
{
    /// <summary>None: a detail.</summary>
    Detail,

    /// <summary>What no implementation can beat.</summary>
    Floor,

    /// <summary>X402Platform.</summary>
    Ours,

    /// <summary>The reference implementation under the same load.</summary>
    Reference,

    /// <summary>The reference implementation under the load that it can take: shown, but not compared.</summary>
    ReferenceAlone,
}

namespace X402.Facilitator;

/// <summary>What was asked; decides which members a negative answer has.</summary>
internal enum Operation
{
    Verify,
    Settle,
    Status,
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace X402.Generators.Usage;

/// <summary>Reads how HTTP clients are registered: <c>services.AddHttpClient("shop").AddX402Payments()</c>.</summary>
internal static class PayingClients
{
    public const string Registration = "AddX402Payments";
    private const string Clearing = "RemoveAllResilienceHandlers";

    /// <summary>A registration of the same name or type goes on with the same client.</summary>
    public static string? Opens(IInvocationOperation call)
    {
        if (call.TargetMethod.Name != "AddHttpClient")
            return null;
        foreach (var argument in call.Arguments)
        {
            if (argument is { Parameter.Name: "name", Value.ConstantValue: { HasValue: true, Value: string name } })
                return name;
        }
        return call.TargetMethod.TypeArguments is [.., var type] ? type.ToDisplayString() : "";
    }

    public static void Read(IInvocationOperation call, BuilderGraph<ClientFacts> graph)
    {
        if (call.Receiver() is not { } receiver)
            return;
        switch (call.TargetMethod.Name)
        {
            case Registration:
                var payer = graph.NodeOf(receiver).Facts;
                (payer.IsPaying, payer.Payments) = (true, call.NameLocation());
                break;
            case "AddHttpClient" when IsFacilitator(call.TargetMethod):
                graph.NodeOf(call).Facts.IsPaying = true;
                break;
            case Clearing:
                var cleared = graph.NodeOf(receiver).Facts;
                cleared.IsCleared = true;
                cleared.Repeats.RemoveAll(static repeat => repeat.Name.EndsWith("Handler", StringComparison.Ordinal) && !repeat.Name.Contains("Policy"));
                break;
            default:
                if (Repeats(call))
                    graph.NodeOf(receiver).Facts.Repeats.Add((call.NameLocation(), call.TargetMethod.Name));
                break;
        }
    }

    /// <summary>The handler that all clients of the program get and that repeats their requests, if <paramref name="call"/> adds one.</summary>
    public static string? RepeatsByDefault(IInvocationOperation call)
    {
        if (call.TargetMethod.Name != "ConfigureHttpClientDefaults")
            return null;
        foreach (var inner in call.Descendants())
        {
            if (inner is IInvocationOperation added && Repeats(added))
                return added.TargetMethod.Name;
        }
        return null;
    }

    private static bool Repeats(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "AddStandardResilienceHandler" or "AddStandardHedgingHandler" or "AddTransientHttpErrorPolicy" => true,
        // what they do is written in their arguments, as far as it is written here
        "AddResilienceHandler" or "AddPolicyHandler" => MentionsRetry(call),
        _ => false,
    };

    private static bool MentionsRetry(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            foreach (var inner in argument.Value.DescendantsAndSelf())
            {
                var name = inner switch
                {
                    IInvocationOperation invocation => invocation.TargetMethod.Name,
                    ILocalReferenceOperation local => local.Local.Name,
                    IFieldReferenceOperation field => field.Field.Name,
                    IPropertyReferenceOperation property => property.Property.Name,
                    IMethodReferenceOperation method => method.Method.Name,
                    _ => null,
                };
                if (name is not null && (name.IndexOf("Retry", StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf("Hedging", StringComparison.OrdinalIgnoreCase) >= 0))
                    return true;
            }
        }
        return false;
    }

    private static bool IsFacilitator(IMethodSymbol method)
    {
        foreach (var type in method.TypeArguments)
        {
            if (type.Is("X402.Facilitators.HttpFacilitator") || type.Is("X402.Facilitators.IFacilitator"))
                return true;
        }
        return false;
    }
}

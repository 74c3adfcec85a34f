using Microsoft.CodeAnalysis.CSharp;

namespace X402.Generators.PaidApis;

/// <summary>Writes the server's side: the mapping, and one handler per endpoint.</summary>
internal static class EndpointsEmitter
{
    private const string AspNet = "global::X402.AspNetCore";
    private const string Http = "global::Microsoft.AspNetCore.Http";
    private const string Routing = "global::Microsoft.AspNetCore.Routing";

    private static readonly string[] s_answerRefusal = ["await request__.RefuseAsync();", "return;"];
    private static readonly string[] s_returnRefusal = ["return new(request__.Refusal);"];

    public static string Emit(ApiPartModel model)
    {
        var source = new SourceWriter();
        source.Line("using Microsoft.AspNetCore.Builder;");
        source.Line("using Microsoft.AspNetCore.Routing;");
        source.Line("using Microsoft.Extensions.DependencyInjection;");
        source.Line();
        model.Type.Open(source);
        EmitMap(source, model);
        foreach (var endpoint in model.Api.Endpoints)
        {
            source.Line();
            EmitHandler(source, model.Api, endpoint);
            if (endpoint.Price?.From is null)
                continue;
            source.Line();
            EmitPrice(source, model.Api, endpoint, endpoint.Price);
        }
        source.Close();
        return source.ToString();
    }

    private static void EmitMap(SourceWriter source, ApiPartModel model)
    {
        var api = model.Api;
        source.Line($"/// <summary>Maps the endpoints of <see cref=\"{api.Interface}\"/>; each request asks its services for the implementation.</summary>");
        source.Line("/// <exception cref=\"global::System.InvalidOperationException\">The JSON context does not know a type of the API.</exception>");
        source.Open($"public static {Routing}.RouteGroupBuilder Map{api.Name}(this {Routing}.IEndpointRouteBuilder endpoints)");
        foreach (var type in JsonTypes(api))
            source.Line($"{Json(api, type)};");
        source.Line("var group = endpoints.MapGroup(\"\");");
        foreach (var endpoint in api.Endpoints)
        {
            source.Line();
            EmitMapping(source, endpoint, model.Document is { } documents ? $"{documents}.{endpoint.Handler}" : null);
        }
        source.Line();
        source.Line("return group;");
        source.Close();
    }

    private static void EmitMapping(SourceWriter source, EndpointModel endpoint, string? document)
    {
        var calls = new List<string[]>();
        if (endpoint.Price is { } price)
        {
            var description = document is not null ? $"{document}.Description" : price.Description is { } text ? Literal(text) : "null";
            calls.Add(
            [
                $".RequirePayment(new {AspNet}.PaymentMetadata(new {AspNet}.PaymentOption {{ {Option(price, endpoint)} }})",
                "{",
                $"    Description = {description},",
                $"    MimeType = {Literal(Results.MediaTypeOf(endpoint.Kind))},",
                "})",
            ]);
        }
        if (document is not null)
            calls.Add([$".WithMetadata(new {AspNet}.EndpointDiscovery({document}.Bazaar, {document}.OutputSchema))"]);
        source.Line($"group.Map{endpoint.Verb}({Literal(endpoint.Route)}, ({Http}.RequestDelegate){endpoint.Handler}){(calls.Count == 0 ? ";" : "")}");
        for (var i = 0; i < calls.Count; i++)
        {
            for (var line = 0; line < calls[i].Length; line++)
                source.Indented(calls[i][line] + (i == calls.Count - 1 && line == calls[i].Length - 1 ? ";" : ""));
        }
    }

    private static void EmitHandler(SourceWriter source, ApiModel api, EndpointModel endpoint)
    {
        source.Open($"private static async global::System.Threading.Tasks.Task {endpoint.Handler}({Http}.HttpContext context)");
        var arguments = new List<string>();
        var read = new List<ParameterModel>();
        foreach (var parameter in endpoint.Parameters)
        {
            var isToken = parameter.Source == ParameterSource.Cancellation;
            arguments.Add(isToken ? "context.RequestAborted" : parameter.Name);
            if (!isToken)
                read.Add(parameter);
        }
        EmitReads(source, api, read, s_answerRefusal);
        source.Line($"var api__ = context.RequestServices.GetRequiredService<{api.Interface}>();");
        source.Line($"var answer__ = {(endpoint.Kind == ResultKind.Items ? "" : "await ")}api__.{endpoint.Name}({string.Join(", ", arguments)});");
        source.Line(endpoint.Kind switch
        {
            ResultKind.Items => $"await {AspNet}.ApiResponse.WriteItemsAsync(context, answer__, {Json(api, endpoint.Result)});",
            ResultKind.Bytes => $"await {AspNet}.ApiResponse.WriteBytesAsync(context, answer__);",
            _ => $"await {AspNet}.ApiResponse.WriteAsync(context, answer__, {Json(api, endpoint.Result)});",
        });
        source.Close();
    }

    // the body is not read before the payment, so a price is made of what stands before it
    private static void EmitPrice(SourceWriter source, ApiModel api, EndpointModel endpoint, PriceModel price)
    {
        const string result = "global::System.Threading.Tasks.ValueTask<global::X402.Answer<global::X402.Money.Price>>";
        source.Open($"private static {result} {PriceHandler(endpoint)}({Http}.HttpContext context)");
        var read = new List<ParameterModel>();
        foreach (var parameter in endpoint.Parameters)
        {
            foreach (var argument in price.Arguments)
            {
                if (argument == parameter.Name)
                    read.Add(parameter);
            }
        }
        EmitReads(source, api, read, s_returnRefusal);
        source.Line($"return new({api.Interface}.{price.From}({string.Join(", ", price.Arguments)}));");
        source.Close();
    }

    // the first one that is wrong decides the answer
    private static void EmitReads(SourceWriter source, ApiModel api, List<ParameterModel> parameters, string[] refusal)
    {
        if (parameters.Count == 0)
            return;
        source.Line($"var request__ = new {AspNet}.ApiRequest(context);");
        for (var i = 0; i < parameters.Count; i++)
        {
            var condition = Read(api, parameters[i]) + (i == parameters.Count - 1 ? ")" : "");
            if (i == 0)
                source.Line($"if ({condition}");
            else
                source.Indented($"|| {condition}");
        }
        source.Line("{");
        foreach (var line in refusal)
            source.Indented(line);
        source.Line("}");
    }

    private static string Read(ApiModel api, ParameterModel parameter)
    {
        if (parameter.Source == ParameterSource.Body)
            return $"await request__.ReadBodyAsync({Json(api, parameter.ValueType)}) is not {{ }} {parameter.Name}";
        var call = $"!request__.TryRead{parameter.Source}<{parameter.ValueType}>({Literal(parameter.WireName)}";
        return parameter.IsOptional
            ? $"{call}, {parameter.Default ?? "null"}, out {parameter.Type} {parameter.Name})"
            : $"{call}, out var {parameter.Name})";
    }

    private static string PriceHandler(EndpointModel endpoint) => endpoint.Handler + "Price";

    private static string Option(PriceModel price, EndpointModel endpoint)
    {
        var members = new List<string> { price.Price is { } text ? $"Price = {Literal(text)}" : $"PriceOf = {PriceHandler(endpoint)}" };
        if (price.Network is { } network)
            members.Add($"Network = {Literal(network)}");
        if (price.PayTo is { } payTo)
            members.Add($"PayTo = {Literal(payTo)}");
        if (price.Scheme is { } scheme)
            members.Add($"Scheme = {Literal(scheme)}");
        if (price.Flow is { } flow)
            members.Add($"PaymentFlow = {Literal(flow)}");
        if (price.MaxTimeoutSeconds > 0)
            members.Add($"MaxTimeoutSeconds = {price.MaxTimeoutSeconds}");
        return string.Join(", ", members);
    }

    private static SortedSet<string> JsonTypes(ApiModel api)
    {
        var types = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in api.Endpoints)
        {
            if (endpoint.Kind != ResultKind.Bytes)
                types.Add(endpoint.Result);
            foreach (var parameter in endpoint.Parameters)
            {
                if (parameter.Source == ParameterSource.Body)
                    types.Add(parameter.ValueType);
            }
        }
        return types;
    }

    private static string Json(ApiModel api, string type) => $"global::X402.ApiJson.For<{type}>({api.Json}.Default)";

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}

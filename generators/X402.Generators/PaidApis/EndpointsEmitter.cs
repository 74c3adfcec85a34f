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
            var map = $"group.Map{endpoint.Verb}({Literal(endpoint.Route)}, ({Http}.RequestDelegate){endpoint.Handler})";
            var document = model.Document is { } documents ? $"{documents}.{endpoint.Handler}" : null;
            var end = document is null ? ";" : $".WithMetadata(new {AspNet}.EndpointDiscovery({document}.Bazaar, {document}.OutputSchema));";
            if (endpoint.Price is not { } price)
            {
                source.Line(map + end);
                continue;
            }
            source.Line($"{map}.RequirePayment(new {AspNet}.PaymentMetadata(new {AspNet}.PaymentOption {{ {Option(price, endpoint)} }})");
            source.Line("{");
            if (document is not null)
                source.Indented($"Description = {document}.Description,");
            else if (price.Description is { } description)
                source.Indented($"Description = {Literal(description)},");
            source.Indented($"MimeType = {Literal(Results.MediaTypeOf(endpoint.Kind))},");
            source.Line($"}}){end}");
        }
        source.Line("return group;");
        source.Close();
    }

    private static void EmitHandler(SourceWriter source, ApiModel api, EndpointModel endpoint)
    {
        source.Open($"private static async global::System.Threading.Tasks.Task {endpoint.Handler}({Http}.HttpContext context)");
        var arguments = new List<string>();
        var readsRequest = false;
        foreach (var parameter in endpoint.Parameters)
        {
            if (parameter.Source == ParameterSource.Cancellation)
            {
                arguments.Add("context.RequestAborted");
                continue;
            }
            if (!readsRequest)
                source.Line($"var request__ = new {AspNet}.ApiRequest(context);");
            readsRequest = true;
            EmitRead(source, api, parameter, s_answerRefusal);
            arguments.Add(parameter.Name);
        }
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
        if (price.Arguments.Count > 0)
            source.Line($"var request__ = new {AspNet}.ApiRequest(context);");
        foreach (var parameter in endpoint.Parameters)
        {
            foreach (var argument in price.Arguments)
            {
                if (argument == parameter.Name)
                    EmitRead(source, api, parameter, s_returnRefusal);
            }
        }
        source.Line($"return new({api.Interface}.{price.From}({string.Join(", ", price.Arguments)}));");
        source.Close();
    }

    private static void EmitRead(SourceWriter source, ApiModel api, ParameterModel parameter, string[] refusal)
    {
        if (parameter.Source == ParameterSource.Body)
        {
            source.Open($"if (await request__.ReadBodyAsync({Json(api, parameter.ValueType)}) is not {{ }} {parameter.Name})");
            EmitRefusal(source, refusal);
            return;
        }
        var name = Literal(parameter.WireName);
        var read = $"request__.TryRead{parameter.Source}<{parameter.ValueType}>({name}, out var";
        if (!parameter.IsOptional)
        {
            source.Open($"if (!{read} {parameter.Name}))");
            EmitRefusal(source, refusal);
            return;
        }
        source.Line($"{parameter.Type} {parameter.Name} = {parameter.Default ?? "default"};");
        source.Open($"if (request__.Has{parameter.Source}({name}))");
        source.Open($"if (!{read} {parameter.Name.TrimStart('@')}__))");
        EmitRefusal(source, refusal);
        source.Line($"{parameter.Name} = {parameter.Name.TrimStart('@')}__;");
        source.Close();
    }

    private static void EmitRefusal(SourceWriter source, string[] refusal)
    {
        foreach (var line in refusal)
            source.Line(line);
        source.Close();
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

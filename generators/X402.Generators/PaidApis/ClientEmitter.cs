using Microsoft.CodeAnalysis.CSharp;

namespace X402.Generators.PaidApis;

/// <summary>Writes the client's side: one method per endpoint, and the registration.</summary>
internal static class ClientEmitter
{
    private const string Client = "global::X402.Client";
    private const string Http = "global::System.Net.Http";
    private const string Cancellation = "global::System.Threading.CancellationToken";

    public static string Emit(ApiPartModel model)
    {
        var source = new SourceWriter();
        model.Type.Open(source);
        source.Line($"private readonly {Http}.HttpClient _http;");
        source.Line();
        source.Line("/// <summary>Creates the client.</summary>");
        source.Line("/// <param name=\"http\">A paying HTTP client whose base address ends with a slash.</param>");
        source.Open($"public {model.Type.Name}({Http}.HttpClient http)");
        source.Line("global::System.ArgumentNullException.ThrowIfNull(http);");
        source.Line("_http = http;");
        source.Close();
        foreach (var endpoint in model.Api.Endpoints)
        {
            source.Line();
            EmitMethod(source, model.Api, endpoint);
        }
        source.Close();
        return source.ToString();
    }

    /// <summary>A file of its own, because it has a namespace of its own: that of the types it extends.</summary>
    public static string EmitRegistration(ApiPartModel model)
    {
        var source = new SourceWriter();
        var client = model.Type.Namespace.Length == 0 ? $"global::{model.Type.Name}" : $"global::{model.Type.Namespace}.{model.Type.Name}";
        source.Line("namespace Microsoft.Extensions.DependencyInjection;");
        source.Line();
        source.Line($"/// <summary>Registers <see cref=\"{client}\"/>.</summary>");
        source.Open($"{model.Accessibility} static class {model.Type.Name}Registration");
        source.Line($"/// <summary>Registers <see cref=\"{client}\"/> over this paying HTTP client.</summary>");
        source.Open($"public static global::X402.DependencyInjection.IX402ClientBuilder Add{model.Type.Name}(this global::X402.DependencyInjection.IX402ClientBuilder builder)");
        source.Line("var name = builder.Name;");
        source.Line($"builder.Services.AddTransient(services => new {client}(services.GetRequiredService<{Http}.IHttpClientFactory>().CreateClient(name)));");
        source.Line("return builder;");
        source.Close();
        source.Close();
        return source.ToString();
    }

    private static void EmitMethod(SourceWriter source, ApiModel api, EndpointModel endpoint)
    {
        var parameters = new List<string>();
        var token = "default";
        foreach (var parameter in endpoint.Parameters)
        {
            if (parameter.Source == ParameterSource.Cancellation)
                token = parameter.Name;
            var otherwise = parameter.Default ?? (parameter.Source == ParameterSource.Cancellation ? "default" : null);
            parameters.Add($"{parameter.Type} {parameter.Name}{(otherwise is null ? "" : $" = {otherwise}")}");
        }
        EmitDocs(source, api, endpoint);
        var (result, call) = endpoint.Kind switch
        {
            ResultKind.Items => ($"global::System.Collections.Generic.IAsyncEnumerable<{endpoint.Result}>", $"StreamedCall.SendForItemsAsync(_http, request__, {Json(api, endpoint.Result)}, {token})"),
            ResultKind.Bytes => (endpoint.Result, $"StreamedCall.SendForBytesAsync(_http, request__, {token})"),
            _ => (endpoint.Result, $"TypedCall.SendAsync(_http, request__, {Json(api, endpoint.Result)}, {token})"),
        };
        source.Open($"public async global::System.Threading.Tasks.Task<{Client}.Purchase<{result}>> {endpoint.Name}({string.Join(", ", parameters)})");
        EmitUrl(source, endpoint);
        source.Line($"using var request__ = new {Http}.HttpRequestMessage({Http}.HttpMethod.{endpoint.Verb}, url__.ToUri());");
        foreach (var parameter in endpoint.Parameters)
        {
            if (parameter.Source == ParameterSource.Body)
                source.Line($"request__.Content = {Client}.TypedCall.Body({parameter.Name}, {Json(api, parameter.ValueType)});");
            if (parameter.Source != ParameterSource.Header)
                continue;
            var add = $"request__.Headers.Add({Literal(parameter.WireName)}, global::X402.ApiUrl.Format({parameter.Name}));";
            if (!parameter.Type.EndsWith("?", StringComparison.Ordinal))
            {
                source.Line(add);
                continue;
            }
            source.Line($"if ({parameter.Name} is not null)");
            source.Indented(add);
        }
        source.Line($"return await {Client}.{call}.ConfigureAwait(false);");
        source.Close();
    }

    private static void EmitDocs(SourceWriter source, ApiModel api, EndpointModel endpoint)
    {
        var cost = endpoint.Price switch
        {
            null => "Costs nothing.",
            { Price: { } price } => $"Costs {Escape(price)}.",
            { From: var method } => $"Costs what <see cref=\"{api.Interface}.{method}\"/> computes.",
        };
        var overloads = 0;
        foreach (var other in api.Endpoints)
            overloads += other.Name == endpoint.Name ? 1 : 0;
        // the rest is said where the method is declared, as long as its name says which one that is
        var declared = overloads == 1 ? $"{api.Interface}.{endpoint.Name}" : null;
        var what = endpoint.Price?.Description is { } description ? Escape(description) : declared is null ? "" : $"<inheritdoc cref=\"{declared}\" path=\"/summary/node()\"/>";
        source.Line($"/// <summary>{$"{cost} {what}".TrimEnd()}</summary>");
        if (declared is not null && endpoint.Parameters.Count > 0)
            source.Line($"/// <inheritdoc cref=\"{declared}\" path=\"/param\"/>");
    }

    private static void EmitUrl(SourceWriter source, EndpointModel endpoint)
    {
        source.Line("var url__ = new global::X402.ApiUrl();");
        var literal = "";
        // relative to the base address, so that an API may live below a path
        foreach (var segment in endpoint.Route.Substring(1).Split('/'))
        {
            if (!segment.StartsWith("{", StringComparison.Ordinal))
            {
                literal += $"{segment}/";
                continue;
            }
            if (literal.Length > 0)
                source.Line($"url__.Path({Literal(literal)});");
            var name = segment.Trim('{', '}');
            foreach (var parameter in endpoint.Parameters)
            {
                if (parameter.WireName == name && parameter.Source == ParameterSource.Route)
                    source.Line($"url__.Segment({Literal(name)}, {parameter.Name});");
            }
            literal = "/";
        }
        literal = literal.Length > 0 ? literal.Substring(0, literal.Length - 1) : "";
        if (literal.Length > 0)
            source.Line($"url__.Path({Literal(literal)});");
        foreach (var parameter in endpoint.Parameters)
        {
            if (parameter.Source == ParameterSource.Query)
                source.Line($"url__.Query({Literal(parameter.WireName)}, {parameter.Name});");
        }
    }

    private static string Json(ApiModel api, string type) => $"global::X402.ApiJson.For<{type}>({api.Json}.Default)";

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;");
}

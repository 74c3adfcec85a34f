using Microsoft.CodeAnalysis;

namespace X402.Generators.PaidApis;

/// <summary>Writes how an endpoint is called and what it answers, in the forms of both protocol versions (digest sections 3.1 and 16.1).</summary>
internal sealed class DiscoveryWriter
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    private readonly string _method;
    private readonly string _route;
    private readonly Schema? _path;
    private readonly Schema? _query;
    private readonly Schema? _headers;
    private readonly Schema? _body;
    private readonly Schema? _result;
    private readonly string _resultType;
    private readonly Definitions _definitions = new();

    public DiscoveryWriter(IMethodSymbol method, EndpointModel endpoint, XmlDocs docs, JsonRules rules)
    {
        (_method, _route) = (endpoint.Verb.ToUpperInvariant(), endpoint.Route);
        _path = Parameters(method, endpoint, docs, ParameterSource.Route);
        _query = Parameters(method, endpoint, docs, ParameterSource.Query);
        _headers = Parameters(method, endpoint, docs, ParameterSource.Header);
        for (var i = 0; i < endpoint.Parameters.Count; i++)
        {
            if (endpoint.Parameters[i].Source != ParameterSource.Body)
                continue;
            _body = new SchemaReader(rules, _definitions, isWritten: false).Read(method.Parameters[i].Type);
            _body.Description = docs.Parameter(method.Parameters[i].Name) ?? _body.Description;
        }
        _resultType = endpoint.Kind switch
        {
            ResultKind.Items => "ndjson",
            ResultKind.Bytes => "binary",
            _ => "json",
        };
        if (endpoint.Kind == ResultKind.Bytes)
            return;
        _result = new SchemaReader(rules, _definitions, isWritten: true).Read(Results.Of(method, out _)!);
        // null is a 404 answer
        _result.IsNullable = false;
    }

    /// <summary>The value of the extension <c>bazaar</c>: an example, the schema that allows it, and the route with <c>:name</c> for parameters.</summary>
    public string WriteBazaar()
    {
        var json = new JsonText().Open('{').Name("info").Open('{');
        WriteInfo(json);
        json.Close('}').Name("schema").Open('{');
        WriteSchema(json);
        json.Close('}');
        if (_path is not null)
            json.Name("routeTemplate").Text(_route.Replace("{", ":").Replace("}", ""));
        return json.Close('}').ToString();
    }

    /// <summary>The value of <c>outputSchema</c>.</summary>
    public string WriteOutputSchema()
    {
        var json = new JsonText().Open('{').Name("input").Open('{');
        json.Name("type").Text("http").Name("method").Text(_method).Name("discoverable").Raw("true");
        WriteFields(json, "pathParams", _path);
        WriteFields(json, "queryParams", _query);
        WriteFields(json, "headerFields", _headers);
        if (_body is not null)
        {
            json.Name("bodyType").Text("json");
            WriteFields(json, "bodyFields", _body);
        }
        json.Close('}').Name("output");
        SchemaJson.Write(json, _result ?? Schema.Any);
        SchemaJson.Write(json, _definitions);
        return json.Close('}').ToString();
    }

    private void WriteInfo(JsonText json)
    {
        json.Name("input").Open('{').Name("type").Text("http").Name("method").Text(_method);
        WriteExample(json, "pathParams", _path);
        WriteExample(json, "queryParams", _query);
        WriteExample(json, "headers", _headers);
        if (_body is not null)
            json.Name("bodyType").Text("json");
        WriteExample(json, "body", _body);
        json.Close('}').Name("output").Open('{').Name("type").Text(_resultType);
        WriteExample(json, "example", _result);
        json.Close('}');
    }

    private void WriteSchema(JsonText json)
    {
        json.Name("$schema").Text(Dialect).Name("type").Text("object").Name("properties").Open('{');
        json.Name("input").Open('{').Name("type").Text("object").Name("properties").Open('{');
        json.Name("type").Open('{').Name("type").Text("string").Name("const").Text("http").Close('}');
        json.Name("method").Open('{').Name("type").Text("string").Name("enum").Open('[').Text(_method).Close(']').Close('}');
        WriteMember(json, "pathParams", _path);
        WriteMember(json, "queryParams", _query);
        WriteMember(json, "headers", _headers);
        if (_body is not null)
        {
            json.Name("bodyType").Open('{').Name("type").Text("string").Name("const").Text("json").Close('}');
            WriteMember(json, "body", _body);
        }
        json.Close('}').Name("required").Open('[').Text("type").Text("method");
        if (_body is not null)
            json.Text("bodyType").Text("body");
        json.Close(']').Close('}');
        json.Name("output").Open('{').Name("type").Text("object").Name("properties").Open('{');
        json.Name("type").Open('{').Name("type").Text("string").Close('}');
        WriteMember(json, "example", _result);
        json.Close('}').Name("required").Open('[').Text("type").Close(']').Close('}');
        json.Close('}').Name("required").Open('[').Text("input").Close(']');
        SchemaJson.Write(json, _definitions);
    }

    private void WriteExample(JsonText json, string name, Schema? schema)
    {
        if (schema is not null)
            new SchemaExample(json.Name(name), _definitions).Write(schema);
    }

    private static void WriteMember(JsonText json, string name, Schema? schema)
    {
        if (schema is not null)
            SchemaJson.Write(json.Name(name), schema);
    }

    // version 1 lists the fields and marks the required ones
    private static void WriteFields(JsonText json, string name, Schema? schema)
    {
        if (schema?.Members is not { } members)
            return;
        json.Name(name).Open('{');
        foreach (var member in members)
            SchemaJson.Write(json.Name(member.Name), member.Schema, member.IsRequired);
        json.Close('}');
    }

    private static Schema? Parameters(IMethodSymbol method, EndpointModel endpoint, XmlDocs docs, ParameterSource source)
    {
        Schema? schema = null;
        for (var i = 0; i < endpoint.Parameters.Count; i++)
        {
            if (endpoint.Parameters[i] is not { } parameter || parameter.Source != source)
                continue;
            var type = method.Parameters[i].Type;
            // what has a form of its own in a URL is a text there
            var value = Scalars.Read(type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : type) ?? Schema.Of("string");
            value.Description = docs.Parameter(method.Parameters[i].Name);
            value.Default = DefaultOf(method.Parameters[i]);
            schema ??= Schema.Object();
            schema.Members!.Add(new(parameter.WireName, value, !parameter.IsOptional));
        }
        return schema;
    }

    private static string? DefaultOf(IParameterSymbol parameter) =>
        parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: { } value } ? Constants.ToJson(value) : null;
}

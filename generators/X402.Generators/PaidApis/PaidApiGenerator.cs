using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace X402.Generators.PaidApis;

/// <summary>Continues declared APIs: endpoints where a server asks for them, a typed client where a caller does.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class PaidApiGenerator : IIncrementalGenerator
{
    /// <summary>The names of the steps whose results are compared, for tests of the caching.</summary>
    internal const string EndpointsStep = "PaidApiEndpoints";

    /// <inheritdoc cref="EndpointsStep"/>
    internal const string ClientsStep = "PaidApiClients";

    /// <inheritdoc cref="EndpointsStep"/>
    internal const string DocumentsStep = "PaidApiDocuments";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var documents = context.SyntaxProvider
            .ForAttributeWithMetadataName(ApiParser.Attribute, static (node, _) => node is InterfaceDeclarationSyntax, static (match, token) => KeptModel<ApiDocumentModel>.Of(match, static found => DocumentParser.Parse((INamedTypeSymbol)found.TargetSymbol), token))
            .WithTrackingName(DocumentsStep);
        context.RegisterSourceOutput(documents, static (output, model) =>
        {
            if (model is not null)
                output.AddSource(DocumentEmitter.HintName(model), DocumentEmitter.Emit(model));
        });
        context.RegisterSourceOutput(Parts(context, "X402.PaidApiEndpointsAttribute", EndpointsStep), static (output, model) =>
        {
            if (model is not null)
                output.AddSource(model.Type.HintName("Endpoints"), EndpointsEmitter.Emit(model));
        });
        context.RegisterSourceOutput(Parts(context, "X402.PaidApiClientAttribute", ClientsStep), static (output, model) =>
        {
            if (model is null)
                return;
            output.AddSource(model.Type.HintName("Client"), ClientEmitter.Emit(model));
            output.AddSource(model.Type.HintName("Registration"), ClientEmitter.EmitRegistration(model));
        });
    }

    private static IncrementalValuesProvider<ApiPartModel?> Parts(IncrementalGeneratorInitializationContext context, string attribute, string step) =>
        context.SyntaxProvider
            .ForAttributeWithMetadataName(attribute, static (node, _) => node is ClassDeclarationSyntax, static (match, token) => KeptModel<ApiPartModel>.Of(match, static found => Parse((INamedTypeSymbol)found.TargetSymbol, found.Attributes[0]), token))
            .WithTrackingName(step);

    private static ApiPartModel? Parse(INamedTypeSymbol type, AttributeData attribute) =>
        attribute.ConstructorArguments is [{ Value: INamedTypeSymbol api }] && ParsedApi.Of(api).Model is { } model
            ? new(TypeHeader.Of(type), type.DeclaredAccessibility == Accessibility.Public ? "public" : "internal", DocumentOf(api, model.Name, type.ContainingAssembly), model)
            : null;

    private static string? DocumentOf(INamedTypeSymbol api, string name, IAssemblySymbol here) => DocumentParser.Exists(api, name, here)
        ? api.ContainingNamespace.IsGlobalNamespace ? $"global::{DocumentParser.NameOf(name)}" : $"global::{api.ContainingNamespace.ToDisplayString()}.{DocumentParser.NameOf(name)}"
        : null;
}

using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A text with values in it that become known when the application starts.</summary>
public class ReferenceExpression : IExpressionValue, IValueWithReferences
{
    private readonly List<object> _parts;

    private ReferenceExpression(List<object> parts) => _parts = parts;

    /// <summary>The text, with the values' names in braces.</summary>
    public string ValueExpression
    {
        get
        {
            var text = new StringBuilder();
            foreach (var part in _parts)
                text.Append(part is IManifestExpressionProvider provider ? provider.ValueExpression : (string)part);
            return text.ToString();
        }
    }

    IEnumerable<object> IValueWithReferences.References => _parts.Where(part => part is not string);

    /// <summary>Creates an expression from an interpolated string.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    /// <summary>Returns the text, waiting until all values are known.</summary>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
            text.Append(part is IValueProvider provider ? await provider.GetValueAsync(cancellationToken).ConfigureAwait(false) : (string)part);
        return text.ToString();
    }

    /// <summary>Collects the parts of an interpolated string.</summary>
    [InterpolatedStringHandler]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1034", Justification = "Aspire's shape")]
    public ref struct ExpressionInterpolatedStringHandler
    {
        /// <summary>Called by the compiler.</summary>
        public ExpressionInterpolatedStringHandler(int literalLength, int formattedCount) => Parts = new List<object>(formattedCount * 2 + Math.Min(literalLength, 1));

        internal List<object> Parts { get; }

        /// <summary>Text between the values.</summary>
        public readonly void AppendLiteral(string value) => Parts.Add(value);

        /// <summary>A text that is known already.</summary>
        public readonly void AppendFormatted(string? value) => Parts.Add(value ?? "");

        /// <summary>A value.</summary>
        public readonly void AppendFormatted<T>(T valueProvider) where T : IValueProvider, IManifestExpressionProvider => Parts.Add(valueProvider);

        /// <summary>The value of a resource.</summary>
        public readonly void AppendFormatted<T>(IResourceBuilder<T> valueProvider) where T : IResource, IValueProvider, IManifestExpressionProvider =>
            Parts.Add(valueProvider.Resource);
    }
}

using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace X402.Generators;

/// <summary>
/// A number for everything that declarations can mean in a program: the text of all files without the bodies of functions, the references and the options. Who
/// types in a body, which is what people do, does not change it; then a model that was read before is still right, and nothing has to be bound to see that.
/// </summary>
internal static class DeclarationState
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    // weak tables: what is remembered of a file, a reference or a program goes with it
    private static readonly ConditionalWeakTable<Compilation, StrongBox<ulong>> s_programs = new();
    private static readonly ConditionalWeakTable<SyntaxTree, StrongBox<ulong>> s_files = new();
    private static readonly ConditionalWeakTable<object, StrongBox<ulong>> s_numbers = new();

    private static long s_last;

    public static ulong Of(Compilation compilation, CancellationToken cancellationToken) => s_programs.GetValue(compilation, _ =>
    {
        var state = Mix(Offset, NumberOf(compilation.Options));
        foreach (var reference in compilation.References)
            state = Mix(state, NumberOf(reference));
        foreach (var file in compilation.SyntaxTrees)
            state = Mix(state, s_files.GetValue(file, tree => new(OfFile(tree, cancellationToken))).Value);
        return new(state);
    }).Value;

    // equal objects would do too; the same ones are cheaper to tell, and all there is between two keystrokes
    private static ulong NumberOf(object part) => s_numbers.GetValue(part, static _ => new((ulong)Interlocked.Increment(ref s_last))).Value;

    private static ulong OfFile(SyntaxTree file, CancellationToken cancellationToken)
    {
        var bodies = new List<TextSpan>();
        if (file.GetRoot(cancellationToken) is CompilationUnitSyntax root)
            AddBodies(root.Members, bodies);
        var text = file.GetText(cancellationToken);
        var buffer = new char[4096];
        var (state, at) = (Mix(Offset, (ulong)bodies.Count), 0);
        foreach (var body in bodies)
        {
            state = Mix(state, text, at, body.Start, buffer);
            at = body.End;
        }
        return Mix(state, text, at, text.Length, buffer);
    }

    private static void AddBodies(SyntaxList<MemberDeclarationSyntax> members, List<TextSpan> bodies)
    {
        foreach (var member in members)
        {
            switch (member)
            {
                case BaseNamespaceDeclarationSyntax space:
                    AddBodies(space.Members, bodies);
                    break;
                case TypeDeclarationSyntax type:
                    AddBodies(type.Members, bodies);
                    break;
                case BaseMethodDeclarationSyntax method:
                    Add((SyntaxNode?)method.Body ?? method.ExpressionBody, bodies);
                    break;
                case PropertyDeclarationSyntax { ExpressionBody: { } value }:
                    Add(value, bodies);
                    break;
                case BasePropertyDeclarationSyntax { AccessorList: { } accessors }:
                    foreach (var accessor in accessors.Accessors)
                        Add((SyntaxNode?)accessor.Body ?? accessor.ExpressionBody, bodies);
                    break;
                case GlobalStatementSyntax statement:
                    Add(statement, bodies);
                    break;
            }
        }
    }

    // a directive counts for what stands behind it too
    private static void Add(SyntaxNode? body, List<TextSpan> bodies)
    {
        if (body is { ContainsDirectives: false })
            bodies.Add(body.Span);
    }

    private static ulong Mix(ulong state, SourceText text, int from, int to, char[] buffer)
    {
        while (from < to)
        {
            var count = Math.Min(buffer.Length, to - from);
            text.CopyTo(from, buffer, 0, count);
            for (var i = 0; i < count; i++)
                state = unchecked((state ^ buffer[i]) * Prime);
            from += count;
        }
        return Mix(state, ulong.MaxValue);
    }

    private static ulong Mix(ulong state, ulong value)
    {
        for (var i = 0; i < 64; i += 16)
            state = unchecked((state ^ ((value >> i) & 0xFFFF)) * Prime);
        return state;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace X402.Contracts;

/// <summary>A contract as the Solidity compiler left it, embedded in this assembly.</summary>
public sealed class CompiledContract
{
    private readonly Dictionary<string, string> _selectors;

    private CompiledContract(JsonElement root)
    {
        Name = Text(root, "contractName");
        CreationCode = Text(root, "bytecode");
        RuntimeCode = Text(root, "deployedBytecode");
        Abi = root.GetProperty("abi").Clone();
        _selectors = root.GetProperty("methodIdentifiers").EnumerateObject()
            .ToDictionary(method => method.Name, method => $"0x{method.Value.GetString()}", StringComparer.Ordinal);
    }

    /// <summary>The contract's name in Solidity.</summary>
    public string Name { get; }

    /// <summary>The code that creates the contract, without constructor arguments, as 0x hexadecimal.</summary>
    public string CreationCode { get; }

    /// <summary>The code of the contract as 0x hexadecimal, with zeros where its constructor puts immutable values.</summary>
    public string RuntimeCode { get; }

    /// <summary>The JSON ABI.</summary>
    public JsonElement Abi { get; }

    /// <summary>The signatures of the contract's functions, for example <c>balanceOf(address)</c>.</summary>
    public IReadOnlyCollection<string> Functions => _selectors.Keys;

    /// <summary>Loads a contract.</summary>
    /// <param name="name">Its name in Solidity, for example <c>DevelopmentDollar</c>.</param>
    /// <exception cref="ArgumentException">There is no such contract.</exception>
    public static CompiledContract Load(string name)
    {
        using var stream = typeof(CompiledContract).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"There is no compiled contract '{name}'.", nameof(name));
        using var document = JsonDocument.Parse(stream);
        return new CompiledContract(document.RootElement);
    }

    /// <summary>The four bytes that select a function, as 0x hexadecimal.</summary>
    /// <param name="function">The signature, for example <c>balanceOf(address)</c>.</param>
    /// <exception cref="ArgumentException">The contract has no such function.</exception>
    public string Selector(string function) => TryGetSelector(function, out var selector)
        ? selector
        : throw new ArgumentException($"{Name} has no function {function}.", nameof(function));

    /// <summary>The four bytes that select a function, if the contract has it.</summary>
    public bool TryGetSelector(string function, [NotNullWhen(true)] out string? selector) =>
        _selectors.TryGetValue(function, out selector);

    private static string Text(JsonElement root, string member) => root.GetProperty(member).GetString()!;
}

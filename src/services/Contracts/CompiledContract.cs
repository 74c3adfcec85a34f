using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using X402.Evm;
using X402.Evm.Abi;

namespace X402.Contracts;

/// <summary>A contract as the Solidity compiler left it, embedded in this assembly.</summary>
public sealed class CompiledContract
{
    private readonly Dictionary<string, byte[]> _selectors;

    private CompiledContract(JsonElement root)
    {
        Name = Text(root, "contractName");
        CreationCode = Hex.Decode(Text(root, "bytecode"));
        RuntimeCode = Hex.Decode(Text(root, "deployedBytecode"));
        Abi = root.GetProperty("abi").Clone();
        _selectors = root.GetProperty("methodIdentifiers").EnumerateObject()
            .ToDictionary(method => method.Name, method => Convert.FromHexString(method.Value.GetString()!), StringComparer.Ordinal);
    }

    /// <summary>The contract's name in Solidity.</summary>
    public string Name { get; }

    /// <summary>The code that creates the contract, without constructor arguments.</summary>
    public ReadOnlyMemory<byte> CreationCode { get; }

    /// <summary>The code of the contract, with zeros where its constructor puts immutable values.</summary>
    public ReadOnlyMemory<byte> RuntimeCode { get; }

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

    /// <summary>A call of a function, ready for its arguments.</summary>
    /// <param name="function">The signature, for example <c>balanceOf(address)</c>.</param>
    /// <exception cref="ArgumentException">The contract has no such function.</exception>
    public AbiEncoder Call(string function) => TryGetSelector(function, out var selector)
        ? new AbiEncoder(selector)
        : throw new ArgumentException($"{Name} has no function {function}.", nameof(function));

    /// <summary>The four bytes that select a function, if the contract has it.</summary>
    public bool TryGetSelector(string function, [NotNullWhen(true)] out byte[]? selector) =>
        _selectors.TryGetValue(function, out selector);

    private static string Text(JsonElement root, string member) => root.GetProperty(member).GetString()!;
}

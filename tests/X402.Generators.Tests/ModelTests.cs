using System.Reflection;
using Microsoft.CodeAnalysis;
using X402.Generators.Payloads;

namespace X402.Generators.Tests;

/// <summary>A model that held a symbol would keep a whole compilation alive, and would never be equal to the next one.</summary>
public class ModelTests
{
    public static TheoryData<string> Models =>
        [.. typeof(PayloadRecordGenerator).Assembly.GetTypes().Where(type => type.Name.EndsWith("Model", StringComparison.Ordinal)).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_holds_values_only(string name)
    {
        var seen = new HashSet<Type>();
        Visit(typeof(PayloadRecordGenerator).Assembly.GetType(name, throwOnError: true)!);
        Assert.NotEmpty(seen);

        void Visit(Type type)
        {
            if (type.IsPrimitive || type.IsEnum || type == typeof(string) || !seen.Add(type))
                return;
            Assert.NotEqual(typeof(Diagnostic).Assembly, type.Assembly);
            Assert.True(type.IsArray || type.GetInterfaces().Contains(typeof(IEquatable<>).MakeGenericType(type)), $"{type} is not equal by value.");
            if (type.IsArray)
                Visit(type.GetElementType()!);
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                // an array is equal by reference, unless its owner compares it
                Assert.True(!field.FieldType.IsArray || type.Name.StartsWith("EquatableArray", StringComparison.Ordinal), $"{type}.{field.Name} is an array.");
                Visit(field.FieldType);
            }
        }
    }
}

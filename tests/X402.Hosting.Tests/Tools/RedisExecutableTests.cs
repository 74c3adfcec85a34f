using X402.Hosting.Tools;

namespace X402.Hosting.Tests.Tools;

public sealed class RedisExecutableTests
{
    [Theory]
    [InlineData("redis-server", RedisKind.Redis)]
    [InlineData("valkey-server", RedisKind.Valkey)]
    public void A_server_on_PATH_is_preferred(string name, RedisKind kind)
    {
        var command = RedisExecutable.Resolve(asked => asked == name ? $"/bin/{name}" : null, "/nowhere", progress: null);

        Assert.Equal(kind, command.Kind);
        Assert.Equal($"/bin/{name}", command.FileName);
    }

    [Fact]
    public void Without_any_server_the_error_says_what_to_do()
    {
        var error = Assert.Throws<ToolNotAvailableException>(() => RedisExecutable.Resolve(_ => null, Path.GetTempPath(), progress: null));

        Assert.Contains("ConnectionStrings__redis", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_without_a_data_directory_writes_no_file()
    {
        var redis = new RedisCommand("redis-server", [], RedisKind.Redis).ArgumentsFor(new RedisSettings { Port = 1 });
        var garnet = new RedisCommand("dotnet", ["garnet.dll"], RedisKind.Garnet).ArgumentsFor(new RedisSettings { Port = 1 });

        Assert.DoesNotContain("--appendonly", redis);
        Assert.DoesNotContain("--aof", garnet);
        Assert.Equal("garnet.dll", garnet[0]);
    }
}

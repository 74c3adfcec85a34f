using X402.NativeTests;

// names of test projects, or nothing for all of them
string[] known = ((string)AppContext.GetData("X402.TestAssemblies")!).Split(',');
if (args.Except(known).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"{unknown} is not compiled into this program; it has {string.Join(", ", known)}.");
    return 2;
}

var failed = false;
foreach (var name in args.Length > 0 ? args : known)
    failed |= !await NativeTestRun.RunAsync(name);
return failed ? 1 : 0;

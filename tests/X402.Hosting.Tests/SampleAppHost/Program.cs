// An AppHost for the tests that need one as a process of its own.
var builder = DistributedApplication.CreateBuilder(args);
builder.AddProject<Projects.SampleService>("service").WithArgs("child").WithHttpHealthCheck("/health");
builder.Build().Run();

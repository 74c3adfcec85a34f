using System.Runtime.InteropServices;
using Garnet;

// All arguments are Garnet's own; X402.Hosting.Tools composes them.
using var server = new GarnetServer(args);
using var stopped = new ManualResetEventSlim();

// disposing the server is what writes the rest of the append-only file: SIGTERM must get there
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

server.Start();
stopped.Wait();

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopped.Set();
}

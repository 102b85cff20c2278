using System.Runtime.InteropServices;
using Credence.Cli;

using CancellationTokenSource interrupt = new();
void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    interrupt.Cancel();
}

using PosixSignalRegistration onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await Tool.RunAsync(args, Console.Out, Console.Error, interrupt.Token).ConfigureAwait(false);

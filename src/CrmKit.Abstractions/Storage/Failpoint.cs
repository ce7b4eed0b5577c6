using System.Diagnostics;
using System.Globalization;

namespace CrmKit.Storage;

/// <summary>
/// Named points at commit, acknowledge, publish and rename boundaries, at which tests stop the process.
/// <c>CRMKIT_FAILPOINT=name:kill|throw|delay[:n]</c>, where name may be <c>*</c> and n is the hit (from 1) at which it happens, or the milliseconds for delay;
/// <c>CRMKIT_FAILPOINT=count:path</c> appends every hit's name to a file.
/// </summary>
internal static class Failpoint
{
    private static readonly (string Name, string Action, int Number) Armed = Parse(Environment.GetEnvironmentVariable("CRMKIT_FAILPOINT"));
    private static int _hits;

    public static void Hit(string name)
    {
        if (Armed.Name.Length == 0) return;
        Act(name);
    }

    private static void Act(string name)
    {
        if (Armed.Name == "count")
        {
            lock (typeof(Failpoint)) File.AppendAllText(Armed.Action, name + Environment.NewLine);
            return;
        }
        if (Armed.Name != "*" && Armed.Name != name) return;
        if (Armed.Action == "delay")
        {
            Pause(Armed.Number);
            return;
        }
        if (Interlocked.Increment(ref _hits) != Armed.Number) return;
        if (Armed.Action == "throw") throw new IOException($"Failpoint {name}.");
        Process.GetCurrentProcess().Kill(); // SIGKILL: no finally, no flush, as in a power cut of the process
        Pause(Timeout.Infinite); // until the signal arrives
    }

    private static void Pause(int milliseconds)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(milliseconds);
    }

    private static (string, string, int) Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return ("", "", 0);
        if (text.StartsWith("count:", StringComparison.Ordinal)) return ("count", text[6..], 0);
        var parts = text.Split(':');
        return (parts[0], parts.Length > 1 ? parts[1] : "kill", parts.Length > 2 ? int.Parse(parts[2], CultureInfo.InvariantCulture) : 1);
    }
}

using System.Diagnostics;
using System.Globalization;

namespace CrmKit.Benchmarks.Databases;

/// <summary>Processor time, in seconds: on a machine that is busy with other things it says more than the clock.</summary>
internal static class ProcessTime
{
    private const double TicksPerSecond = 100; // of Linux's /proc, on every machine

    public static double Own() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    /// <summary>Of a process and its children, living and ended.</summary>
    public static double Family(int id)
    {
        long ticks = 0;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process) || Read(folder) is not { } fields) continue;
            if (process == id) ticks += fields.Own + fields.Ended;
            else if (fields.Parent == id) ticks += fields.Own;
        }
        return ticks / TicksPerSecond;
    }

    private static (int Parent, long Own, long Ended)? Read(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' '); // the name may have blanks
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), Number(11) + Number(12), Number(13) + Number(14));
            long Number(int at) => long.Parse(fields[at], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null; // it has ended
        }
    }
}

using System.Text;
using System.Text.RegularExpressions;

namespace CrmKit.Walk;

/// <summary>The commands of a guide, as one script.</summary>
internal static partial class Guide
{
    /// <summary>All bash blocks in order. A block marked <c>walk: background</c> runs as a process group of its own, which ends with the script; the script goes on when its log says that the host is up.</summary>
    public static string Script(string path, string log)
    {
        var script = new StringBuilder("set -euo pipefail\nset -m\nstarted=\n");
        script.Append("finish() { if [ -n \"$started\" ]; then kill -TERM -- \"-$started\" 2>/dev/null || true; wait \"$started\" 2>/dev/null || true; fi; }\ntrap finish EXIT\n");
        foreach (Match block in Block().Matches(File.ReadAllText(path)))
        {
            var commands = block.Groups["commands"].Value;
            if (!block.Groups["background"].Success) script.Append(commands);
            else script.Append("( ").Append(commands.TrimEnd()).Append(" ) &\nstarted=$!\nfor i in $(seq 600); do grep -q 'Application started' ").Append(log).Append(" 2>/dev/null && break; sleep 0.2; done\n");
        }
        return script.ToString();
    }

    [GeneratedRegex(@"(?<background><!-- walk: background -->\n)?```bash\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}

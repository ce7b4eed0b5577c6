using System.Diagnostics.CodeAnalysis;
using NuGet.Versioning;

namespace CrmKit.Plugins.Manifests;

/// <summary>A range of versions: <c>>=1.3 &lt;2.0</c>, <c>^1.4</c>, <c>~1.4.2</c>, <c>[1.0,2.0)</c> or <c>*</c>.</summary>
internal sealed class PluginRange
{
    private readonly string _text;
    private readonly VersionRange _range;

    private PluginRange(string text, VersionRange range) => (_text, _range) = (text, range);

    public bool Contains(NuGetVersion version) => _range.Satisfies(version);

    public override string ToString() => _text;

    public static bool TryParse(string? text, [NotNullWhen(true)] out PluginRange? range)
    {
        range = null;
        text = text?.Trim();
        if (string.IsNullOrEmpty(text)) return false;
        var parsed = text[0] switch
        {
            '*' when text.Length == 1 => VersionRange.All,
            '[' or '(' => VersionRange.TryParse(text, out var interval) ? interval : null,
            '^' => NuGetVersion.TryParse(text[1..], out var from) ? Until(from, Breaking(from)) : null,
            '~' => NuGetVersion.TryParse(text[1..], out var from) ? Until(from, new NuGetVersion(from.Major, from.Minor + 1, 0, "0")) : null,
            _ => Comparisons(text),
        };
        if (parsed is not null) range = new PluginRange(text, parsed);
        return range is not null;
    }

    // 0.x versions break with every minor. The label "0" is the lowest there is: 2.0.0-beta is no 1.x any more.
    private static NuGetVersion Breaking(NuGetVersion from) =>
        from.Major > 0 ? new NuGetVersion(from.Major + 1, 0, 0, "0") : new NuGetVersion(0, from.Minor + 1, 0, "0");

    private static VersionRange Until(NuGetVersion from, NuGetVersion until) => new(from, true, until, false);

    private static VersionRange? Comparisons(string text)
    {
        NuGetVersion? min = null, max = null;
        bool minInclusive = true, maxInclusive = false;
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var length = part.StartsWith(">=", StringComparison.Ordinal) || part.StartsWith("<=", StringComparison.Ordinal) ? 2 : 1;
            if (part[0] is not ('>' or '<' or '=') || !NuGetVersion.TryParse(part[length..], out var version)) return null;
            if (part[0] is '>' or '=')
            {
                if (min is not null) return null;
                (min, minInclusive) = (version, part[0] == '=' || length == 2);
            }
            if (part[0] is '<' or '=')
            {
                if (max is not null) return null;
                // "<2.0" means before 2.0 and all its previews.
                (max, maxInclusive) = length == 1 && part[0] == '<' && !version.IsPrerelease
                    ? (new NuGetVersion(version.Major, version.Minor, version.Patch, "0"), false)
                    : (version, true);
                if (length == 1 && part[0] == '<') maxInclusive = false;
            }
        }
        return min is null && max is null || min is not null && max is not null && min > max ? null : new VersionRange(min, minInclusive, max, maxInclusive);
    }
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CrmKit.AspNetCore;

/// <summary>A code that answers of the API may carry.</summary>
/// <param name="Code">What clients test.</param>
/// <param name="Statuses">The HTTP statuses that it comes with.</param>
/// <param name="When">What happened.</param>
/// <param name="ToDo">What the caller can do.</param>
internal sealed record ProblemCode(string Code, IReadOnlyList<int> Statuses, string When, string ToDo);

/// <summary>CrmKit's own codes, as the reference of errors lists them: there is one list.</summary>
internal static partial class ProblemCodes
{
    private static readonly IReadOnlyList<(string Name, int Status)> ByException =
    [
        (nameof(CrmValidationException), 400), (nameof(CrmForbiddenException), 403), (nameof(CrmNotFoundException), 404), (nameof(CrmConflictException), 409), (nameof(CrmRuleException), 422),
    ];

    public static IReadOnlyList<ProblemCode> All { get; } = Read();

    /// <summary>All of them, as a table for people.</summary>
    public static string Table()
    {
        var table = new StringBuilder("| code | HTTP | when | what to do |\n|---|---|---|---|\n");
        foreach (var code in All)
            table.Append(CultureInfo.InvariantCulture, $"| `{code.Code}` | {string.Join(", ", code.Statuses)} | {code.When} | {code.ToDo} |\n");
        return table.ToString();
    }

    private static List<ProblemCode> Read()
    {
        using var stream = typeof(ProblemCodes).Assembly.GetManifestResourceStream("errors.md")!;
        using var reader = new StreamReader(stream);
        var codes = new List<ProblemCode>();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith("| `", StringComparison.Ordinal) || line.Split('|', 6, StringSplitOptions.TrimEntries) is not ["", var code, var thrown, var when, var toDo, ..]) continue;
            var statuses = StatusesOf(thrown);
            if (statuses.Count > 0) codes.Add(new ProblemCode(code.Trim('`'), statuses, when, toDo));
        }
        return codes;
    }

    private static List<int> StatusesOf(string thrown)
    {
        var named = Status().Matches(thrown).Select(m => int.Parse(m.Value, CultureInfo.InvariantCulture)).ToList();
        if (named.Count > 0) return named;
        if (thrown.Contains("4xx", StringComparison.Ordinal)) return [400];
        return [.. ByException.Where(e => thrown.Contains(e.Name, StringComparison.Ordinal)).Select(e => e.Status)];
    }

    [GeneratedRegex(@"\b[45]\d\d\b")]
    private static partial Regex Status();
}

using System.Globalization;
using CrmKit.Formats;
using CrmKit.Imports.Files;
using CrmKit.Pipelines;

namespace CrmKit.Imports.Mapping;

/// <summary>Turns cells into values; runs beside the writing of the rows before, so it touches no session.</summary>
internal sealed class RowMapper(ImportPlan plan, CatalogSnapshot catalog, bool isGuarded, bool isAnswered)
{
    private readonly int _pipelineAt = IndexOf(plan, TargetKind.Pipeline);
    private readonly int _stageAt = IndexOf(plan, TargetKind.Stage);
    private readonly Dictionary<string, string>?[] _replacements = [.. plan.Targets.Select(t => t.Column.Values.Count == 0 ? null : new Dictionary<string, string>(t.Column.Values))];
    private readonly HashSet<string>?[] _empties = [.. plan.Targets.Select(t => t.Column.Empty.Count == 0 ? null : t.Column.Empty.ToHashSet(StringComparer.OrdinalIgnoreCase))];

    public MappedRow Map(long number, ImportRow row)
    {
        CrmError? wrongAnswer = null;
        var answer = isAnswered && row.Error is null ? RowAnswer.Read(row.Cells[0], row.Cells[2], out wrongAnswer) : null;
        var question = isAnswered && row.Error is null && Guid.TryParseExact(row.Cells[6].Trim(), "D", out var asked) ? asked : (Guid?)null;
        var mapped = new MappedRow { Number = number, Line = row.Line, Cells = (string[])row.Cells, Kinds = row.Kinds, Answer = answer, Question = question };
        if (wrongAnswer is not null) mapped.Errors.Add(new ImportError(row.Line, null, Shown(row.Cells[0]), wrongAnswer));
        if (row.Error is not null)
        {
            mapped.Errors.Add(new ImportError(row.Line, null, null, row.Error));
            return mapped;
        }
        foreach (var at in plan.Unnamed)
            if (row.Cells[at].Length > 0) mapped.Errors.Add(new ImportError(row.Line, null, Shown(row.Cells[at]), ImportErrors.ColumnUnnamed(at + 1)));

        mapped.Values = new object?[plan.Targets.Count];
        for (var i = 0; i < plan.Targets.Count; i++)
        {
            if (TextOf(i, mapped.Cells) is not { } text) continue;
            var target = plan.Targets[i];
            var kind = target.Ordinal >= 0 && row.Kinds is { } kinds ? kinds[target.Ordinal] : CellKind.Text;
            if (kind == CellKind.Error)
            {
                mapped.Errors.Add(new ImportError(row.Line, target.Name, Shown(text), ImportErrors.CellError(target.Field.Key, Shown(text))));
                continue;
            }
            if (target.Source is not null)
            {
                mapped.Values[i] = new ReferenceText(text);
                continue;
            }
            if (target.Parser is null)
            {
                mapped.Values[i] = text;
                continue;
            }
            mapped.Values[i] = (kind == CellKind.Value ? target.ExactParser! : target.Parser).Parse(text, out var error);
            if (error is not null) mapped.Errors.Add(new ImportError(row.Line, target.Name, Shown(text), error));
            else if (target.Plus.Count + target.Minus.Count > 0) AddUp(mapped, i, row);
        }
        foreach (var at in plan.Key)
            if (mapped.Values[at] is null && mapped.Errors.Count == 0) mapped.Errors.Add(new ImportError(row.Line, plan.Targets[at].Name, null, ImportErrors.KeyEmpty(plan.Targets[at].Name)));
        ResolveStage(mapped);
        if (plan.Consents.Count > 0) ReadConsents(mapped);
        return mapped;
    }

    private void ReadConsents(MappedRow mapped)
    {
        string Cell(int at) => isGuarded ? ErrorCell.Unguard(mapped.Cells[at].Trim()) : mapped.Cells[at].Trim();
        void Wrong(string column, string text, CrmError error) => mapped.Errors.Add(new ImportError(mapped.Line, column, Shown(text), error));
        mapped.Consents = [.. plan.Consents.Select(c => c.Read(Cell, Wrong)).OfType<MappedConsent>()];
    }

    /// <summary>A value short enough for messages.</summary>
    public static string Shown(string text) => text.Length <= ImportLimits.ShownText ? text : text[..ImportLimits.ShownText] + "…";

    // Null means empty.
    private string? TextOf(int target, string[] cells)
    {
        var ordinal = plan.Targets[target].Ordinal;
        var text = (ordinal < 0 ? plan.Targets[target].Column.Value ?? "" : cells[ordinal]).Trim();
        if (isGuarded && ordinal >= 0) text = ErrorCell.Unguard(text);
        foreach (var next in plan.Targets[target].Joined) text = Joined(text, isGuarded ? ErrorCell.Unguard(cells[next].Trim()) : cells[next].Trim());
        if (_replacements[target] is { } replacements && replacements.TryGetValue(text, out var meant)) text = meant.Trim();
        return text.Length == 0 || _empties[target]?.Contains(text) == true ? null : text;
    }

    // Empty cells count nothing.
    private void AddUp(MappedRow mapped, int at, ImportRow row)
    {
        var target = plan.Targets[at];
        var sum = Convert.ToDecimal(mapped.Values[at], CultureInfo.InvariantCulture);
        foreach (var (ordinal, sign) in target.Plus.Select(o => (o, 1)).Concat(target.Minus.Select(o => (o, -1))))
        {
            var text = isGuarded ? ErrorCell.Unguard(mapped.Cells[ordinal].Trim()) : mapped.Cells[ordinal].Trim();
            if (text.Length == 0 || _empties[at]?.Contains(text) == true) continue;
            var value = (row.Kinds?[ordinal] == CellKind.Value ? target.ExactParser! : target.Parser!).Parse(text, out var error);
            if (error is not null) mapped.Errors.Add(new ImportError(row.Line, target.Name, Shown(text), error));
            else sum += sign * Convert.ToDecimal(value, CultureInfo.InvariantCulture);
        }
        mapped.Values[at] = target.Field.Kind == FieldKind.Integer ? Convert.ToInt64(sum) : sum;
    }

    // Chinese is written without blanks: 王 and 小明 are 王小明.
    private static string Joined(string text, string next) =>
        text.Length == 0 || next.Length == 0 ? text + next : IsHan(text[^1]) && IsHan(next[0]) ? text + next : $"{text} {next}";

    private static bool IsHan(char c) => c is >= '\u3400' and <= '\u9fff' or >= '\uf900' and <= '\ufaff';

    private void ResolveStage(MappedRow row)
    {
        PipelineDefinition? pipeline = null;
        if (_pipelineAt >= 0 && row.Values[_pipelineAt] is string named)
        {
            pipeline = catalog.PipelinesOf(plan.Type.Key).FirstOrDefault(p => Is(named, p.Key, p.Label));
            if (pipeline is null) row.Errors.Add(new ImportError(row.Line, "pipeline", Shown(named), CatalogErrors.PipelineUnknown(named)));
            else row.Values[_pipelineAt] = pipeline.Key;
        }
        if (_stageAt < 0 || row.Values[_stageAt] is not string stage) return;
        pipeline ??= catalog.PipelinesOf(plan.Type.Key).FirstOrDefault();
        if (pipeline is null) return; // the stage door refuses it with its own words
        var known = pipeline.Stages.FirstOrDefault(s => Is(stage, s.Key, s.Label));
        if (known is null) row.Errors.Add(new ImportError(row.Line, "stage", Shown(stage), ImportErrors.StageUnknown(stage, pipeline.Key, pipeline.Stages.Select(s => s.Key))));
        else row.Values[_stageAt] = known.Key;
    }

    private static bool Is(string text, string key, LocalizedText label) =>
        text.Equals(key, StringComparison.OrdinalIgnoreCase) || text.Equals(label.English, StringComparison.OrdinalIgnoreCase) || text == label.Chinese;

    private static int IndexOf(ImportPlan plan, TargetKind kind)
    {
        for (var i = 0; i < plan.Targets.Count; i++)
            if (plan.Targets[i].Kind == kind) return i;
        return -1;
    }
}

using CrmKit.Imports.Files;
using CrmKit.Imports.Mapping;
using CrmKit.Imports.Presets;
using CrmKit.Imports.Values;
using CrmKit.Sessions;

namespace CrmKit.Imports.Previewing;

/// <summary>Proposes a map: what a preset says, then fields by the names of columns, then fields by their values; and says what somebody has to decide.</summary>
internal sealed class Previewer(CrmSession session, RecordTypeDefinition type, IReadOnlySet<string> hidden)
{
    private const decimal Sure = 0.75m;
    private const decimal LeastLikeness = 0.5m;
    private static readonly FieldKind[] TellingKinds = [FieldKind.Email, FieldKind.Phone, FieldKind.Url];
    private readonly Synonyms _synonyms = Synonyms.Current;
    private readonly DateText _dates = new([], session.Today, session.Options.TimeZone);

    private readonly Dictionary<int, List<Fill>> _fills = [];
    private readonly Dictionary<int, (LocalizedText Reason, bool IsFine)> _leftOut = [];
    private readonly HashSet<string> _filled = [];
    private readonly List<CrmError> _doubts = [];

    /// <summary>A field that a column fills.</summary>
    private sealed record Fill(ImportColumn Column, FieldDefinition Field, decimal Confidence, LocalizedText Reason, CrmError? Doubt);

    public async Task<ImportPreview> PreviewAsync(ImportFile file, string? preset, CancellationToken cancellationToken)
    {
        var sample = await PreviewFile.ReadAsync(file, cancellationToken);
        var chosen = Choose(sample, preset);
        var constants = new List<ImportColumn>();
        if (chosen is not null) constants = Apply(chosen, sample);
        JoinNames(sample);
        Assign(sample);
        FullName(sample);
        ByValues(sample);
        await CheckReferencesAsync(sample, cancellationToken);
        if (LossReason() is { } lossReason && constants.TrueForAll(c => c.Field != "lossReason")) constants.Add(lossReason);
        var columns = sample.Columns.Select(c => Shown(c, chosen?.Label)).ToList();
        Doubt(sample, constants);
        var filled = _fills.OrderBy(f => f.Key).SelectMany(f => f.Value).Select(f => f.Column).Concat(constants).ToList();
        var used = filled.SelectMany(c => c.Join.Prepend(c.Column ?? "")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new ImportPreview
        {
            Type = type.Key,
            Format = file.Format,
            Facts = file.Facts,
            Preset = chosen?.Key,
            Rows = sample.Rows,
            Columns = columns,
            Doubts = _doubts,
            Map = filled.Exists(c => c.Column is not null) ? new ImportMap
            {
                Columns = filled,
                Key = filled.Exists(c => c.Field == "externalId") ? ["externalId"] : [],
                Ignore = [.. sample.Columns.Select(c => c.Name).Where(n => n.Length > 0 && !used.Contains(n))],
            } : null,
        };
    }

    private Preset? Choose(PreviewFile sample, string? named)
    {
        var known = Preset.All.Where(p => p.Types.ContainsKey(type.Key)).ToList();
        if (named is not null) return known.Find(p => p.Key == named) ?? throw new CrmValidationException(ImportErrors.PresetUnknown(named, known.Select(p => p.Key)));
        return known.Where(p => p.Types[type.Key].Likeness(sample.Header) >= LeastLikeness).MaxBy(p => p.Types[type.Key].Likeness(sample.Header));
    }

    // Gives back the constants of the preset.
    private List<ImportColumn> Apply(Preset preset, PreviewFile sample)
    {
        var map = preset.Types[type.Key].For(sample.Header);
        var fit = Fitter();
        foreach (var target in map.Columns.Where(c => c.Column is not null))
        {
            if (sample.Columns.FirstOrDefault(c => c.Name == target.Column) is not { } column || Find(target.Field) is not { } field || (column.Filled == 0 && target.Join.Count == 0)) continue;
            var settings = field.Kind is FieldKind.Date or FieldKind.Instant && target.Formats.Count == 0 ? target with { Formats = preset.Dates } : target;
            var result = fit.Of(column, field, settings);
            Take(column, new Fill(result.Column, field, result.Share >= 0.9m ? 0.98m : 0.98m * result.Share, new($"{preset.Label} calls the field so.", $"{preset.Label} 的字段名。"), result.Doubt));
            foreach (var joined in target.Join) LeaveOut(sample, joined, new($"It is joined to '{target.Column}'.", $"并入“{target.Column}”列。"));
        }
        foreach (var name in map.Ignore) LeaveOut(sample, name, new($"CrmKit has no field for this column of {preset.Label}.", $"系统没有与 {preset.Label} 该列对应的字段。"));
        return [.. map.Columns.Where(c => c.Column is null && Find(c.Field) is not null)];
    }

    // Types that have one field for a name take it from two columns.
    private void JoinNames(PreviewFile sample)
    {
        if (_filled.Contains("name") || type.TryField("lastName", out _) || Find("name") is not { } name) return;
        var (first, last) = (Called(sample, "firstName"), Called(sample, "lastName"));
        if (last is null || Free(sample).Any(c => Names().Read(c.Name, name) is { Confidence: >= 0.9m } && c.Filled > 0 && c != first && c != last)) return;
        var isChinese = last.Distinct.Any(t => t.Any(c => c is >= '\u4e00' and <= '\u9fff'));
        List<ColumnSample> order = first is null ? [last] : isChinese ? [last, first] : [first, last];
        Take(order[0], new Fill(new ImportColumn { Column = order[0].Name, Join = [.. order.Skip(1).Select(c => c.Name)], Field = "name" }, name, 0.95m, new("First and last name together are the name.", "姓和名合为姓名。"), null));
        foreach (var joined in order.Skip(1)) LeaveOut(sample, joined.Name, new($"It is joined to '{order[0].Name}'.", $"并入“{order[0].Name}”列。"));
    }

    // Each column its best field, the surest first; of two columns for one field the surer one.
    private void Assign(PreviewFile sample)
    {
        var (names, fit) = (Names(), Fitter());
        var candidates = new List<(ColumnSample Column, Fill Fill)>();
        foreach (var column in Free(sample).Where(c => c.Filled > 0))
        {
            foreach (var (target, field) in Fields())
            {
                if (_filled.Contains(target) || names.Read(column.Name, field) is not { } reading) continue;
                var result = fit.Of(column, field, new ImportColumn { Column = column.Name, Field = target, LookupField = reading.Lookup, CreateMissing = reading.Lookup is null && _synonyms.CreateMissing.Contains(field.ReferenceType) });
                var confidence = result.Doubt is not null && result.Share >= 0.5m ? reading.Confidence : reading.Confidence * (result.Share >= 0.9m ? 1 : result.Share);
                if (field.Key == "externalId" && !column.IsUnique) continue;
                if (confidence > 0.25m) candidates.Add((column, new Fill(result.Column, field, confidence, reading.Reason, result.Doubt)));
            }
            if (type.Fields.Any(f => f.Nature is FieldNature.System or FieldNature.Computed or FieldNature.State && f.Key != "createdAt" && Fields().All(t => t.Field.Key != f.Key) && names.Read(column.Name, f) is { Confidence: >= 0.9m }))
                candidates.Add((column, new Fill(new ImportColumn { Column = column.Name, Field = "" }, type.Fields[0], 0.89m, new("CrmKit keeps this field itself.", "该字段由系统维护。"), null)));
        }
        foreach (var (column, fill) in candidates.OrderByDescending(c => c.Fill.Confidence).ThenBy(c => c.Column.Ordinal))
        {
            if (_fills.ContainsKey(column.Ordinal) || _leftOut.ContainsKey(column.Ordinal)) continue;
            if (fill.Column.Field.Length == 0) _leftOut[column.Ordinal] = (fill.Reason, IsFine: true);
            else if (!_filled.Contains(fill.Column.Field)) Take(column, fill);
        }
    }

    // A person's whole name, where there are no parts, is the last name: as telephones do it.
    private void FullName(PreviewFile sample)
    {
        if (_filled.Contains("lastName") || _filled.Contains("firstName") || Find("lastName") is not { } last || !type.TryField("name", out var name)) return;
        if (Free(sample).FirstOrDefault(c => c.Filled > 0 && Names().Read(c.Name, name) is { Confidence: >= 0.85m }) is not { } column) return;
        _leftOut.Remove(column.Ordinal);
        Take(column, new Fill(new ImportColumn { Column = column.Name, Field = "lastName" }, last, 0.8m, new("The whole name is kept as the last name.", "全名存入“姓”字段。"), null));
    }

    // A column whose name says nothing, with values that only one field can have.
    private void ByValues(PreviewFile sample)
    {
        foreach (var column in Free(sample).Where(c => c.Filled > 0 && !_leftOut.ContainsKey(c.Ordinal)))
        {
            if (ValueKind.Of(column, _synonyms, _dates) is not { } kind || !TellingKinds.Contains(kind)) continue;
            if (Fields().Where(f => f.Field.Kind == kind && !_filled.Contains(f.Target)).ToList() is [var (target, field), ..])
                Take(column, new Fill(new ImportColumn { Column = column.Name, Field = target }, field, 0.5m, new("Its values look like those of the field.", "值与该字段的内容相似。"), null));
        }
    }

    // Owners of another system are seldom users here: they are left out, and that is said. Any other record has to be there, or to be created.
    private async Task CheckReferencesAsync(PreviewFile sample, CancellationToken cancellationToken)
    {
        foreach (var (ordinal, fills) in _fills.ToList())
        {
            foreach (var fill in fills.ToList())
            {
                if (fill.Field.Kind != FieldKind.Reference || fill.Field.ReferenceType is null || fill.Column.CreateMissing || !session.Catalog.TryType(fill.Field.ReferenceType, out var target) || target.Key == type.Key) continue;
                var column = sample.Columns.First(c => c.Ordinal == ordinal);
                var lookup = fill.Column.LookupField ?? (fill.Field.ReferenceType == "user" && column.Distinct.Any(ValueKind.IsEmail) ? "email" : null);
                var missing = await References.MissingAsync(session, target, lookup ?? target.NameField, column.Distinct.Where(t => !fill.Column.Empty.Contains(t) && !fill.Column.Values.ContainsKey(t)), cancellationToken);
                fills.Remove(fill);
                if (missing == 0) fills.Add(fill with { Column = fill.Column with { LookupField = lookup } });
                else if (fill.Column.Field is "owner" or "team")
                {
                    _filled.Remove(fill.Column.Field);
                    _leftOut[ordinal] = (new($"{missing} of its values name no {target.Label.English.ToLowerInvariant()} here, so it is left out.", $"其中 {missing} 个值在系统中没有对应的{target.Label.Chinese ?? target.Label.English}，因此不导入该列。"), IsFine: true);
                }
                else fills.Add(fill with { Column = fill.Column with { LookupField = lookup }, Doubt = ImportErrors.DoubtReferences(column.Name, target.Key, lookup ?? target.NameField, missing) });
            }
            if (fills.Count == 0) _fills.Remove(ordinal);
        }
    }

    // What is lost has a reason; a file that does not say which is not refused for it.
    private ImportColumn? LossReason()
    {
        if (_filled.Contains("lossReason") || Find("lossReason") is null || _fills.Values.SelectMany(f => f).FirstOrDefault(f => f.Column.Field == "stage") is null) return null;
        return session.Catalog.PipelinesOf(type.Key).SelectMany(p => p.Stages).Any(s => s.RequiresLossReason) ? new ImportColumn { Field = "lossReason", Value = UnknownReason() } : null;
    }

    // Of a list, its last one where it has none of that name.
    private string UnknownReason() => type.Field("lossReason").Options is { Count: > 0 } known && known.All(o => o.Code != "unknown") ? known[^1].Code : "unknown";

    private void Doubt(PreviewFile sample, List<ImportColumn> constants)
    {
        foreach (var column in sample.Columns.Where(c => c.Filled > 0))
        {
            if (_fills.TryGetValue(column.Ordinal, out var fills))
            {
                foreach (var fill in fills)
                    if (fill.Doubt is { } doubt) _doubts.Add(doubt);
                    else if (fill.Confidence < Sure) _doubts.Add(ImportErrors.DoubtColumn(column.Name, fill.Column.Field));
            }
            else if (!_leftOut.TryGetValue(column.Ordinal, out var left) || !left.IsFine) _doubts.Add(column.Name.Length > 0 ? ImportErrors.DoubtColumn(column.Name, null) : ImportErrors.ColumnUnnamed(column.Ordinal + 1));
        }
        foreach (var field in type.Fields.Where(f => f is { IsRequired: true, Nature: FieldNature.Descriptive } && !hidden.Contains(f.Key)))
            if (!_filled.Contains(Target(field)) && constants.TrueForAll(c => c.Field != Target(field))) _doubts.Add(ImportErrors.DoubtRequired(field.Key));
    }

    private ImportPreviewColumn Shown(ColumnSample column, string? preset)
    {
        var fills = _fills.GetValueOrDefault(column.Ordinal, []);
        var reason = fills.Count > 0 ? fills[0].Reason
            : _leftOut.TryGetValue(column.Ordinal, out var left) ? left.Reason
            : column.Filled == 0 ? new("It has no values.", "该列没有值。")
            : preset is null ? new("No field is called like it.", "没有同名字段。") : new LocalizedText($"{preset} has no such column of its own.", $"{preset} 本身没有此列。");
        return new ImportPreviewColumn
        {
            Name = column.Name,
            Samples = column.Samples,
            Filled = column.Filled,
            Kind = ValueKind.Of(column, _synonyms, _dates),
            Fills = [.. fills.Select(f => f.Column)],
            Confidence = fills.Count > 0 ? Math.Round(fills.Min(f => f.Confidence), 2) : 0,
            Reason = reason,
        };
    }

    private void Take(ColumnSample column, Fill fill)
    {
        if (!_filled.Add(fill.Column.Field)) return;
        if (!_fills.TryGetValue(column.Ordinal, out var fills)) _fills[column.Ordinal] = fills = [];
        fills.Add(fill);
    }

    private void LeaveOut(PreviewFile sample, string name, LocalizedText reason)
    {
        if (sample.Columns.FirstOrDefault(c => c.Name == name) is { } column && !_fills.ContainsKey(column.Ordinal)) _leftOut[column.Ordinal] = (reason, IsFine: true);
    }

    private IEnumerable<ColumnSample> Free(PreviewFile sample) => sample.Columns.Where(c => c.Name.Length > 0 && !_fills.ContainsKey(c.Ordinal) && !(_leftOut.TryGetValue(c.Ordinal, out var left) && left.IsFine));

    private ColumnSample? Called(PreviewFile sample, string field) => Free(sample).FirstOrDefault(c => c.Filled > 0 && (HeaderName.Compact(c.Name) is var name
        && (name == HeaderName.Compact(field) || _synonyms.Of(type.Key, field).Any(s => HeaderName.Compact(s) == name) || (field == "firstName" && name == "名") || (field == "lastName" && name == "姓"))));

    private FieldNames Names() => new(session.Catalog, type, _synonyms);

    private ValueFit Fitter() => new(type, session.Catalog, _synonyms, _dates);

    // Under the names that maps use.
    private IEnumerable<(string Target, FieldDefinition Field)> Fields()
    {
        foreach (var field in type.Fields)
            if (field.Nature == FieldNature.Descriptive && !hidden.Contains(field.Key)) yield return (Target(field), field);
        foreach (var (name, shown) in ImportPlanner.StateNames)
            if (type.TryField(shown, out var field) && field.Nature != FieldNature.Descriptive && !hidden.Contains(shown)) yield return (name, field);
    }

    private FieldDefinition? Find(string target) => Fields().FirstOrDefault(f => f.Target == target || f.Field.Key == target).Field;

    private string Target(FieldDefinition field) =>
        field.Kind == FieldKind.Reference && field.Key.EndsWith("Id", StringComparison.Ordinal) && !type.TryField(field.Key[..^2], out _) ? field.Key[..^2] : field.Key;
}

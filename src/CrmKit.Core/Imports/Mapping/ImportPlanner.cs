using CrmKit.Imports.Files;
using CrmKit.Imports.Values;
using CrmKit.Sessions;

namespace CrmKit.Imports.Mapping;

/// <summary>Checks a map against catalog and header before the first row.</summary>
internal sealed class ImportPlanner(CatalogSnapshot catalog, RecordTypeDefinition type, ImportMap map, DateTimeOffset now, DateOnly today, string timeZone)
{
    private static readonly Dictionary<string, (TargetKind Kind, string Field)> States = new(StringComparer.Ordinal)
    {
        ["pipeline"] = (TargetKind.Pipeline, "pipeline"),
        ["stage"] = (TargetKind.Stage, "stage"),
        ["owner"] = (TargetKind.Owner, "ownerId"),
        ["ownerId"] = (TargetKind.Owner, "ownerId"),
        ["team"] = (TargetKind.Team, "teamId"),
        ["closedOn"] = (TargetKind.ClosedOn, "closedOn"),
        ["stageEnteredAt"] = (TargetKind.StageEnteredAt, "stageEnteredAt"),
        ["lossReason"] = (TargetKind.LossReason, "lossReason"),
        ["createdAt"] = (TargetKind.CreatedAt, "createdAt"),
    };

    private const string ConvertedFrom = "convertedFrom";

    /// <summary>The names under which maps fill state, with the field that shows it.</summary>
    public static IEnumerable<(string Name, string Field)> StateNames => States.Where(s => s.Key != "ownerId").Select(s => (s.Key, s.Value.Field));

    public static ImportPlan Plan(CrmSession session, RecordTypeDefinition type, ImportMap map, ImportFile file) =>
        Plan(session, type, map, file.Header, file.Skipped);

    /// <param name="session">Its catalog is asked.</param>
    /// <param name="type">The type of the records.</param>
    /// <param name="map">The map.</param>
    /// <param name="header">The names of the columns.</param>
    /// <param name="skipped">How many of the first ones are CrmKit's own.</param>
    public static ImportPlan Plan(CrmSession session, RecordTypeDefinition type, ImportMap map, string[] header, int skipped = 0) =>
        new ImportPlanner(session.Catalog, type, map, session.Now, session.Today, session.Options.TimeZone).Plan(header, skipped);

    /// <exception cref="CrmValidationException"><c>import.map-invalid</c>, <c>import.column-missing</c>, <c>import.column-unknown</c>.</exception>
    private ImportPlan Plan(string[] header, int skipped)
    {
        var errors = new List<CrmError>();
        var targets = new List<ImportTarget>();
        var seen = new HashSet<(TargetKind, string)>();
        foreach (var column in map.Columns)
        {
            if (Target(column, header, errors) is not { } target) continue;
            if (!seen.Add((target.Kind, target.TypeField is null ? target.Field.Key : $"{target.Field.Key} {target.Source?.Type.Key}"))) errors.Add(Invalid(column, $"field '{target.Field.Key}' is filled twice."));
            targets.Add(target);
        }
        CheckHeader(header.Skip(skipped), errors);

        var key = new List<int>();
        foreach (var field in map.Key)
        {
            var at = targets.FindIndex(t => t.Kind == TargetKind.Field && (t.Field.Key == field || t.Column.Field == field));
            if (at < 0) errors.Add(ImportErrors.MapInvalid("$.key", $"'{field}' is not a field that a column fills."));
            else key.Add(at);
        }
        if (map.OnExisting is ExistingRecordPolicy.Skip or ExistingRecordPolicy.Update && map.Key.Count == 0)
            errors.Add(ImportErrors.MapInvalid("$.onExisting", "without \"key\" nothing tells whether a record exists."));
        var consents = ConsentPlanner.Plan(type, map, header, now, new DateText([], today, timeZone), errors);
        if (errors.Count > 0) throw new CrmValidationException(errors);

        return new ImportPlan
        {
            Type = type,
            Map = map,
            Targets = targets,
            Consents = consents,
            Key = key,
            Currency = map.Currency is not null && type.TryField("currency", out var currency) && targets.All(t => t.Field.Key != "currency") ? currency : null,
            Unnamed = [.. Enumerable.Range(0, header.Length).Where(i => header[i].Length == 0)],
            SelfReferences = [.. Enumerable.Range(0, targets.Count).Where(i => targets[i].Source?.Type.Key == type.Key && targets[i].Kind == TargetKind.Field)],
        }.WithFactory();
    }

    private void CheckHeader(IEnumerable<string> header, List<CrmError> errors)
    {
        var mapped = map.Columns.Where(c => c.Column is not null).SelectMany(c => c.Join.Prepend(c.Column!).Concat(c.Plus).Concat(c.Minus)).Concat(ConsentPlanner.Columns(map)).Select(c => c.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var ignored = map.Ignore.Select(c => c.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in header)
            if (name.Length > 0 && !mapped.Contains(name) && !ignored.Contains(name)) errors.Add(ImportErrors.ColumnUnknown(name, mapped));
    }

    private ImportTarget? Target(ImportColumn column, string[] header, List<CrmError> errors)
    {
        var ordinal = column.Column is { } name ? Ordinal(name, header, errors) : -1;
        var joined = column.Join.Select(j => Ordinal(j, header, errors)).ToList();
        var (plus, minus) = (column.Plus.Select(p => Ordinal(p, header, errors)).ToList(), column.Minus.Select(m => Ordinal(m, header, errors)).ToList());
        if (joined.Count > 0 && column.Column is null) errors.Add(Invalid(column, "\"join\" is for columns."));
        if (column.DecimalMark is not ("." or ",")) errors.Add(Invalid(column, "the decimal mark is neither \".\" nor \",\"."));
        var (kind, field) = Find(column.Field);
        if (field is null)
        {
            errors.Add(Invalid(column, CatalogErrors.FieldUnknown(type.Key, column.Field, type.Fields.Select(f => f.Key)).Message));
            return null;
        }
        if (kind == TargetKind.Field && field.Nature != FieldNature.Descriptive)
        {
            errors.Add(Invalid(column, $"'{field.Key}' is kept by CrmKit and cannot be filled by an import."));
            return null;
        }
        var source = kind == TargetKind.ConvertedFrom ? Origin(column, errors) : Source(column, field, errors);
        if (column.Formats.Count > 0 && field.Kind is not (FieldKind.Date or FieldKind.Instant)) errors.Add(Invalid(column, "\"formats\" is for dates and times."));
        if (source is null && (column.LookupField is not null || column.CreateMissing || column.RecordType is not null)) errors.Add(Invalid(column, "\"type\", \"lookup\" and \"createMissing\" are for references."));
        if (plus.Count + minus.Count > 0 && (kind != TargetKind.Field || column.Column is null || field.Kind is not (FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money)))
            errors.Add(Invalid(column, "\"plus\" and \"minus\" are for columns with numbers."));
        var isParsed = source is null && kind is not (TargetKind.Pipeline or TargetKind.Stage);
        return new ImportTarget
        {
            Column = column,
            Ordinal = ordinal,
            Joined = joined,
            Plus = plus,
            Minus = minus,
            Kind = kind,
            Field = field,
            Source = source,
            TypeField = kind == TargetKind.Field ? TypeFieldOf(field) : null,
            Parser = isParsed ? new ValueParser(field, column, today, timeZone) : null,
            ExactParser = isParsed ? ValueParser.Exact(field, column, today, timeZone) : null,
        };
    }

    private static int Ordinal(string name, string[] header, List<CrmError> errors)
    {
        var ordinal = Array.FindIndex(header, h => h.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));
        if (ordinal < 0) errors.Add(ImportErrors.ColumnMissing(name, header.Where(h => h.Length > 0)));
        return ordinal;
    }

    private (TargetKind Kind, FieldDefinition? Field) Find(string name)
    {
        if (States.TryGetValue(name, out var state) && type.TryField(state.Field, out var shown) && shown.Nature != FieldNature.Descriptive) return (state.Kind, shown);
        if (name == ConvertedFrom && !type.TryField(name, out _)) return (TargetKind.ConvertedFrom, type.Field("id"));
        var key = name.StartsWith("custom.", StringComparison.Ordinal) ? name["custom.".Length..] : name;
        if (type.TryField(key, out var field)) return (TargetKind.Field, field);
        return type.TryField(key + "Id", out field) && field.Kind == FieldKind.Reference ? (TargetKind.Field, field) : (TargetKind.Field, null);
    }

    private ReferenceSource? Source(ImportColumn column, FieldDefinition field, List<CrmError> errors)
    {
        if (field.Kind != FieldKind.Reference) return null;
        if (column.RecordType is not null && TypeFieldOf(field) is null)
        {
            errors.Add(Invalid(column, $"\"type\" is for references to records of several types, and '{field.Key}' is none."));
            return null;
        }
        if ((column.RecordType ?? field.ReferenceType) is not { } named || !catalog.TryType(named, out var target))
        {
            errors.Add(Invalid(column, TypeFieldOf(field) is null ? $"'{field.Key}' points at no record type that exists." : $"'{field.Key}' points at records of several types. Name one that exists with \"type\"."));
            return null;
        }
        return Source(column, target, errors);
    }

    // What became a record of this type: the only type that does, unless one is named.
    private ReferenceSource? Origin(ImportColumn column, List<CrmError> errors)
    {
        var from = catalog.Conversions.Where(c => c.To == type.Key && (column.RecordType is null || c.From == column.RecordType)).Select(c => c.From).Distinct().ToList();
        if (from is [var only] && catalog.TryType(only, out var origin)) return Source(column, origin, errors);
        errors.Add(Invalid(column, from.Count == 0
            ? $"no conversion makes records of {type.Key}{(column.RecordType is null ? "" : $" out of {column.RecordType}")}."
            : $"records of {type.Key} are made out of several types. Name one with \"type\": {string.Join(", ", from)}."));
        return null;
    }

    private static ReferenceSource? Source(ImportColumn column, RecordTypeDefinition target, List<CrmError> errors)
    {
        var name = column.LookupField ?? target.NameField;
        if (!target.TryField(name, out var lookup))
        {
            errors.Add(Invalid(column, CatalogErrors.FieldUnknown(target.Key, name, target.Fields.Select(f => f.Key)).Message));
            return null;
        }
        if (lookup.Key != "id" && lookup.Kind is not (FieldKind.Text or FieldKind.Email or FieldKind.Phone or FieldKind.Url or FieldKind.Option))
            errors.Add(Invalid(column, $"records of {target.Key} cannot be looked up by '{name}': it is not a text."));
        if (column.CreateMissing && lookup.Nature != FieldNature.Descriptive) errors.Add(Invalid(column, $"a missing {target.Key} cannot be created with its '{name}' alone."));
        return new ReferenceSource(target, lookup);
    }

    // A reference without a type of its own has a field beside it that names the type.
    private FieldDefinition? TypeFieldOf(FieldDefinition field) =>
        field is { Kind: FieldKind.Reference, ReferenceType: null, IsCustom: false } && field.Key.EndsWith("Id", StringComparison.Ordinal) && type.TryField($"{field.Key[..^2]}Type", out var named) ? named : null;

    private static CrmError Invalid(ImportColumn column, string why) =>
        ImportErrors.MapInvalid(column.Column is null ? $"$.constants.{column.Field}" : $"$.columns.{column.Column}", why);
}

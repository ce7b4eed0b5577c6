using CrmKit.Conversions;
using CrmKit.Pipelines;

namespace CrmKit.Catalog;

/// <summary>Checks conversions, their copy maps, and the processes made of them.</summary>
internal static class ConversionRules
{
    public static void Check(ConversionDefinition conversion, Dictionary<string, RecordTypeDefinition> types, List<PipelineDefinition> pipelines, CatalogProblems problems)
    {
        var key = $"{conversion.From}>{conversion.To}";
        if (Root(conversion.From) is not { } from || Root(conversion.To) is not { } to) return;
        CheckCopies(key, from, to, conversion.Copies, problems);
        foreach (var part in conversion.Parts)
        {
            if (Known(part.FromType) is not { } fromPart || Known(part.ToType) is not { } toPart) continue;
            if (fromPart.ParentField is null || toPart.ParentField is null) problems.Invalid("Conversion", key, $"'{part.FromType}' and '{part.ToType}' must both be parts of records.");
            CheckCopies($"{key} ({part.FromType}>{part.ToType})", fromPart, toPart, part.Copies, problems);
        }
        if (conversion.SourceStage is { } stage && pipelines.Where(p => p.RecordType == from.Key).All(p => p.FindStage(stage) is null))
            problems.Invalid("Conversion", key, $"no pipeline of '{from.Key}' has the stage '{stage}' that the source shall enter.");

        RecordTypeDefinition? Known(string type)
        {
            if (types.TryGetValue(type, out var known)) return known;
            problems.Invalid("Conversion", key, $"record type '{type}' is defined by nobody.");
            return null;
        }

        RecordTypeDefinition? Root(string type)
        {
            if (Known(type) is not { } known) return null;
            if (known.IsRoot) return known;
            problems.Invalid("Conversion", key, $"records of type '{type}' cannot be links of a chain.");
            return null;
        }
    }

    public static void Check(
        SalesProcess process, Dictionary<string, RecordTypeDefinition> types, List<PipelineDefinition> pipelines, List<ConversionDefinition> conversions, CatalogProblems problems)
    {
        problems.CheckKey("process", process.Key, process.Source);
        if (process.Links.Count == 0) problems.Invalid("Process", process.Key, "it needs at least one link.");
        foreach (var link in process.Links.Where(l => !types.ContainsKey(l))) problems.Invalid("Process", process.Key, $"record type '{link}' is defined by nobody.");
        for (var i = 0; i + 1 < process.Links.Count; i++)
            if (!conversions.Exists(c => c.From == process.Links[i] && c.To == process.Links[i + 1]))
                problems.Invalid("Process", process.Key, $"nobody defines how '{process.Links[i]}' converts to '{process.Links[i + 1]}'.");
        foreach (var (type, pipeline) in process.Pipelines)
            if (!process.Links.Contains(type) || !pipelines.Exists(p => p.Key == pipeline && p.RecordType == type))
                problems.Invalid("Process", process.Key, $"'{pipeline}' is no pipeline of its link '{type}'.");
    }

    private static void CheckCopies(string key, RecordTypeDefinition from, RecordTypeDefinition to, IReadOnlyList<FieldCopy> copies, CatalogProblems problems)
    {
        foreach (var copy in copies)
        {
            if (!from.TryField(copy.From, out var source)) problems.Invalid("Conversion", key, $"'{from.Key}' has no field '{copy.From}'.");
            if (!to.TryField(copy.To, out var target)) problems.Invalid("Conversion", key, $"'{to.Key}' has no field '{copy.To}'.");
            if (source is null || target is null) continue;
            if (target.Nature != FieldNature.Descriptive) problems.Invalid("Conversion", key, $"field '{copy.To}' of '{to.Key}' cannot be written.");
            if (!IsCompatible(from, source, target)) problems.Invalid("Conversion", key, $"field '{copy.From}' ({source.Kind}) does not fit into '{copy.To}' ({target.Kind}).");
        }
    }

    private static bool IsCompatible(RecordTypeDefinition from, FieldDefinition source, FieldDefinition target)
    {
        if (target.Kind == FieldKind.Reference)
            return source.Kind == FieldKind.Reference && (source.Key == "id" ? from.Key : source.ReferenceType) == target.ReferenceType;
        return source.Kind == target.Kind || (IsText(target.Kind) && (IsText(source.Kind) || source.Kind == FieldKind.Option)) || (IsNumber(source.Kind) && IsNumber(target.Kind));
    }

    private static bool IsText(FieldKind kind) => kind is FieldKind.Text or FieldKind.LongText or FieldKind.Email or FieldKind.Phone or FieldKind.Url;

    private static bool IsNumber(FieldKind kind) => kind is FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money;
}

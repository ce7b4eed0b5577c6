using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Quality;

/// <summary>Looks at values before they are saved, and ends quarantines.</summary>
internal sealed class QualityDoor(CrmSession session, RecordWriter writer, IAccess access) : IQuality
{
    public async Task<IReadOnlyList<QualityFinding>> CheckAsync(string type, IReadOnlyDictionary<string, object?> values, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(values);
        var definition = session.Catalog.Type(type);
        var hidden = await access.HiddenFieldsAsync(definition, cancellationToken);
        var country = values.GetValueOrDefault(Findings.CountryKey) as string ?? session.Options.Country;
        var isPerson = typeof(IQuarantined).IsAssignableFrom(definition.ClrType);
        return [.. definition.Fields.Where(f => !hidden.Contains(f.Key) && values.GetValueOrDefault(f.Key) is string)
            .SelectMany(f => Findings.Of(f, (string)values[f.Key]!, country, isPerson && QuarantineRule.IsName(f)))];
    }

    public async Task ReleaseAsync(IReadOnlyList<RecordRef> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        foreach (var type in records.Select(r => r.Type).Distinct())
            if (!typeof(IQuarantined).IsAssignableFrom(session.Catalog.Type(type).ClrType)) throw new CrmRuleException(QualityErrors.NoQuarantine(type));
        await writer.ExecuteAsync([.. records.Distinct().Select(r => new WriteRequest { Operation = RecordOperation.Update, Ref = r, EndsQuarantine = true })], allOrNothing: true, "Looked at, and released.", cancellationToken);
    }
}

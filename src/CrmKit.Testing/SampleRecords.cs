using System.Globalization;
using System.Text.RegularExpressions;
using CrmKit.Sessions;

namespace CrmKit.Testing;

/// <summary>Makes records up out of the definitions of their fields.</summary>
internal sealed class SampleRecords(ICrmSession session, string pluginId, int seed)
{
    private const int Depth = 4;
    private const int Attempts = 8;
    private readonly Dictionary<string, Guid?> _referred = [];
    private int _next = seed * 100;

    /// <summary>Why records were refused, so far.</summary>
    public List<CrmError> Refusals { get; } = [];

    public async Task<IReadOnlyList<Record>> CreateAsync(string typeKey, int count, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(typeKey);
        var made = new List<Record>();
        for (var i = 0; i < count; i++)
            if (await CreateAsync(type, Depth, cancellationToken) is { } record) made.Add(record);
        return made;
    }

    private async Task<Record?> CreateAsync(RecordTypeDefinition type, int depth, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var number = _next++;
            // All that the plugin knows; if its rules do not like these values together, only what is required.
            if ((await TryAsync(type, number, depth, f => f.IsRequired || f.Key == type.NameField || f.Source == pluginId, cancellationToken)
                ?? await TryAsync(type, number, depth, f => f.IsRequired || f.Key == type.NameField, cancellationToken)) is { } record) return record;
            _referred.Clear(); // what it refers to may be in a state that the rules refuse: others are made
        }
        return null;
    }

    private async Task<Record?> TryAsync(RecordTypeDefinition type, int number, int depth, Func<FieldDefinition, bool> isWanted, CancellationToken cancellationToken)
    {
        var record = type.IsCustom ? new CustomRecord(type.Key) : (Record)Activator.CreateInstance(type.ClrType, nonPublic: true)!;
        foreach (var field in type.Fields.Where(f => f.Nature == FieldNature.Descriptive && (isWanted(f) || f.Key == type.ParentField)))
            if (await ValueAsync(field, number, depth, cancellationToken) is { } value) field.Set(record, value);
        try
        {
            return await session.Records.CreateAsync(record, cancellationToken: cancellationToken);
        }
        catch (CrmException refused)
        {
            Refusals.AddRange(refused.Errors);
            return null;
        }
    }

    private async Task<object?> ValueAsync(FieldDefinition field, int number, int depth, CancellationToken cancellationToken) => field.Kind switch
    {
        FieldKind.Text or FieldKind.LongText => Fitting(field, string.Create(CultureInfo.InvariantCulture, $"Sample {number}")),
        FieldKind.Email => Fitting(field, string.Create(CultureInfo.InvariantCulture, $"sample{number}@example.com")),
        FieldKind.Phone => Fitting(field, string.Create(CultureInfo.InvariantCulture, $"+49301234{number:0000}")),
        FieldKind.Url => Fitting(field, string.Create(CultureInfo.InvariantCulture, $"https://example.com/{number}")),
        FieldKind.Option => field.Options.Count > 0 ? field.Options[number % field.Options.Count].Code : null,
        FieldKind.Integer => (long)Within(field, number),
        FieldKind.Number or FieldKind.Money => Within(field, number + 0.5m),
        FieldKind.Percent => Within(field, number % 100),
        FieldKind.Bool => number % 2 == 0,
        FieldKind.Date => session.Today.AddDays(number % 30),
        FieldKind.Instant => session.Now.AddHours(number % 30),
        FieldKind.Reference => await ReferredAsync(field, depth, cancellationToken),
        _ => null,
    };

    private static string? Fitting(FieldDefinition field, string text)
    {
        if (field.MaxLength is { } length && text.Length > length) text = text[^length..];
        return field.Pattern is { } pattern && !Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.NonBacktracking) ? null : text;
    }

    private static decimal Within(FieldDefinition field, decimal number) =>
        Math.Min(field.Maximum ?? decimal.MaxValue, Math.Max(field.Minimum ?? decimal.MinValue, number));

    private async Task<object?> ReferredAsync(FieldDefinition field, int depth, CancellationToken cancellationToken)
    {
        if (depth == 0 || field.ReferenceType is not { } key || !session.Catalog.TryType(key, out var type)) return null;
        if (_referred.TryGetValue(key, out var known)) return known;
        _referred[key] = null; // a circle of references ends here
        return _referred[key] = (await CreateAsync(type, depth - 1, cancellationToken))?.Id;
    }
}

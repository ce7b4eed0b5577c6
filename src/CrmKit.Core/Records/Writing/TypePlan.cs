using System.Collections.Frozen;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using CrmKit.Quality;

namespace CrmKit.Records;

/// <summary>What the write path asks about a type again and again, worked out once per version of the type.</summary>
internal sealed class TypePlan
{
    private static readonly ConditionalWeakTable<RecordTypeDefinition, TypePlan> Known = [];

    private readonly Type _clrType;

    private TypePlan(RecordTypeDefinition type)
    {
        Fields = [.. type.Fields.Where(f => !IsStamp(f.Key)).Select(f => new FieldPlan(f))];
        Custom = [.. Fields.Where(f => f.Definition.IsCustom)];
        Writable = [.. Fields.Where(f => f.Definition.Nature == FieldNature.Descriptive)];
        Checked = [.. Fields.Where(f => f.Definition.Nature is FieldNature.Descriptive or FieldNature.Computed)];
        Normalized = [.. Checked.Where(f => !f.Definition.IsCustom && ((f.IsText && !f.IsEnum) || f.IsAmount || f.Definition.Kind == FieldKind.Instant))];
        Validated = [.. Checked.Where(f => f.Definition.IsRequired || f.Definition.IsCustom || f.HasRules)];
        Unique = [.. Fields.Where(f => f.Definition.IsUnique)];
        References = [.. Fields.Where(f => f.Definition is { Kind: FieldKind.Reference, ReferenceType: not null, Nature: not FieldNature.System })];
        Typed = [.. Checked.Where(f => f.Definition.TypeKey is not null).GroupBy(f => f.Definition.TypeKey!)];
        _clrType = type.ClrType;
        Country = Fields.FirstOrDefault(f => f.Definition is { Key: Findings.CountryKey, IsCustom: false });
        CustomKeys = Custom.Select(f => f.Definition.Key).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>All fields but the stamps that every write renews.</summary>
    public FieldPlan[] Fields { get; }
    public FieldPlan[] Custom { get; }
    public FieldPlan[] Writable { get; }
    public FieldPlan[] Checked { get; }

    /// <summary>Those whose values can be wrong.</summary>
    public FieldPlan[] Validated { get; }

    /// <summary>Which country the record is in; <see langword="null"/> when the type does not say.</summary>
    public FieldPlan? Country { get; }

    /// <summary>Fields of the class whose values have several forms.</summary>
    public FieldPlan[] Normalized { get; }
    /// <summary>Fields of a named type, by the type's key.</summary>
    public IGrouping<string, FieldPlan>[] Typed { get; }
    public FieldPlan[] Unique { get; }
    public FieldPlan[] References { get; }
    public FrozenSet<string> CustomKeys { get; }

    public static TypePlan Of(RecordTypeDefinition type) => Known.GetValue(type, static t => new TypePlan(t));

    /// <summary>A record as its class makes it.</summary>
    public Record NewRecord() => (Record)Activator.CreateInstance(_clrType, nonPublic: true)!;

    private static bool IsStamp(string key) => key is "id" or "version" or "createdAt" or "createdById" or "updatedAt" or "updatedById";
}

/// <summary>One field in the write path.</summary>
internal sealed class FieldPlan
{
    private const int LineLength = 400;
    private const int TextLength = 100_000;
    private Regex? _pattern;

    public FieldPlan(FieldDefinition field)
    {
        Definition = field;
        JsonKey = JsonEncodedText.Encode(field.Key, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        var member = (field.Selector?.Body as MemberExpression)?.Member as System.Reflection.PropertyInfo;
        Property = member?.Name ?? nameof(Record.Custom);
        IsText = field.Kind is FieldKind.Text or FieldKind.LongText or FieldKind.Email or FieldKind.Phone or FieldKind.Url or FieldKind.Option;
        IsAmount = field.Kind is FieldKind.Number or FieldKind.Percent or FieldKind.Money;
        IsInt = member?.PropertyType == typeof(int) || member?.PropertyType == typeof(int?);
        var valueType = member is null ? null : Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        IsEnum = valueType?.IsEnum == true;
        HasRules = !(valueType == typeof(Guid) || valueType == typeof(bool) || valueType == typeof(DateOnly) || valueType == typeof(DateTimeOffset));
        MaxLength = field.MaxLength ?? (field.Kind == FieldKind.LongText ? TextLength : LineLength);
        Options = field.Kind == FieldKind.Option && field.Options.Count > 0 ? field.Options.Select(o => o.Code).ToFrozenSet(StringComparer.Ordinal) : null;
    }

    public FieldDefinition Definition { get; }
    public JsonEncodedText JsonKey { get; }

    /// <summary>The CLR property that holds it.</summary>
    public string Property { get; }
    public bool IsText { get; }
    public bool IsAmount { get; }
    public bool IsInt { get; }
    public bool IsEnum { get; }

    /// <summary>Whether there is anything to check about a value once it is of its type.</summary>
    public bool HasRules { get; }
    public int MaxLength { get; }
    public FrozenSet<string>? Options { get; }

    public Regex? Pattern => Definition.Pattern is { } pattern
        ? _pattern ??= new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)
        : null;

    public object? Get(Record record) => Definition.Accessor.Get(record);

    public void Set(Record record, object? value) => Definition.Accessor.Set(record, value);

    public bool Differs(Record left, Record right) => !Equals(Get(left), Get(right));
}

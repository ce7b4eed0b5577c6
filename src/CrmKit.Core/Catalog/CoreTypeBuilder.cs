using System.Linq.Expressions;
using System.Reflection;
using CrmKit.Plugins;

namespace CrmKit.Catalog;

/// <summary>Registers a record class of core: the one thing that plugins do differently, because their records live in the generic table.</summary>
internal static class CoreTypes
{
    public static ICrmPluginBuilder CoreType<T>(this ICrmPluginBuilder plugin, string key, string pluralKey, LocalizedText label, LocalizedText pluralLabel, Action<CoreTypeBuilder<T>> define)
        where T : Record
    {
        var builder = new CoreTypeBuilder<T>();
        define(builder);
        ((ExtensionBuilder)plugin).Source.RecordTypes.Add(new RecordTypeDefinition(key, pluralKey, typeof(T), label, pluralLabel,
            [.. StandardFields.First.Concat(builder.Fields).Concat(StandardFields.Of(typeof(T))).Select(f => f.Described(typeof(T)))])
        {
            NameField = builder.NameField,
            ParentField = builder.ParentField,
            IsAppendOnly = builder.IsAppendOnly,
            RightsField = builder.RightsField,
            Publication = builder.Publication,
            IsPerson = builder.IsPerson,
        });
        return plugin;
    }
}

/// <summary>Describes the fields of a record class.</summary>
internal sealed class CoreTypeBuilder<T> where T : Record
{
    public List<FieldDefinition> Fields { get; } = [];
    public string NameField { get; private set; } = "name";
    public string? ParentField { get; private set; }
    public string? RightsField { get; private set; }
    public Publication? Publication { get; private set; }
    public bool IsAppendOnly { get; private set; }
    public bool IsPerson { get; private set; }

    /// <summary>Adds a property; its kind follows from its type unless given.</summary>
    public CoreTypeBuilder<T> Field<TValue>(Expression<Func<T, TValue>> property, string english, string chinese, FieldKind? kind = null, Func<FieldDefinition, FieldDefinition>? configure = null)
    {
        var definition = PropertyFields.Define(property, kind, new LocalizedText(english, chinese));
        Fields.Add(configure?.Invoke(definition) ?? definition);
        return this;
    }

    /// <summary>Adds a property that the engine computes on every save.</summary>
    public CoreTypeBuilder<T> Computed<TValue>(Expression<Func<T, TValue>> property, string english, string chinese, FieldKind? kind = null, Func<FieldDefinition, FieldDefinition>? configure = null) =>
        Field(property, english, chinese, kind, f => (configure?.Invoke(f) ?? f) with { Nature = FieldNature.Computed });

    /// <summary>Adds a reference to records of a type.</summary>
    public CoreTypeBuilder<T> Reference(Expression<Func<T, Guid?>> property, string referenceType, string english, string chinese, Func<FieldDefinition, FieldDefinition>? configure = null) =>
        Field(property, english, chinese, FieldKind.Reference, f => configure?.Invoke(f with { ReferenceType = referenceType, IsIndexed = true }) ?? f with { ReferenceType = referenceType, IsIndexed = true });

    /// <summary>Adds the required reference to the record it is part of.</summary>
    public CoreTypeBuilder<T> PartOf(Expression<Func<T, Guid?>> property, string referenceType, string english, string chinese)
    {
        Reference(property, referenceType, english, chinese, f => f with { IsRequired = true });
        ParentField = Fields[^1].Key;
        return this;
    }

    /// <summary>Says that a door of its own writes its records, and that they are seen by those who see the record that the field before points at.</summary>
    public CoreTypeBuilder<T> AppendOnlySeenWithIt()
    {
        (IsAppendOnly, RightsField) = (true, Fields[^1].Key);
        return this;
    }

    /// <summary>Says how the field before tells duplicates.</summary>
    public CoreTypeBuilder<T> Matched(Matching.MatchKind kind, string? swappedWith = null)
    {
        Fields[^1] = Fields[^1] with { Match = new Matching.FieldMatch(kind) { SwappedWith = swappedWith } };
        return this;
    }

    /// <summary>Says that the field before says something about a person.</summary>
    public CoreTypeBuilder<T> Personal()
    {
        Fields[^1] = Fields[^1] with { IsPersonal = true };
        return this;
    }

    /// <summary>Says that each record is a person: all fields are about him, but references and those named here.</summary>
    public CoreTypeBuilder<T> IsAPerson(params string[] except)
    {
        IsPerson = true;
        for (var i = 0; i < Fields.Count; i++)
            if (Fields[i].Kind != FieldKind.Reference && !except.Contains(Fields[i].Key)) Fields[i] = Fields[i] with { IsPersonal = true };
        return this;
    }

    /// <summary>Puts fields that are defined before under a heading.</summary>
    public CoreTypeBuilder<T> Under(FieldSection section, params string[] keys)
    {
        foreach (var key in keys)
        {
            var at = Fields.FindIndex(f => f.Key == key);
            Fields[at] = Fields[at] with { Section = section };
        }
        return this;
    }

    /// <summary>Names the field that people know a record by; <c>name</c> unless said.</summary>
    public CoreTypeBuilder<T> KnownBy<TValue>(Expression<Func<T, TValue>> property)
    {
        NameField = PropertyFields.KeyOf(((MemberExpression)property.Body).Member);
        return this;
    }

    /// <summary>Says when its records are for all who may read them.</summary>
    public CoreTypeBuilder<T> PublishedWhen(Expression<Func<T, bool>> condition)
    {
        Publication = Publication.When(condition);
        return this;
    }
}

/// <summary>Field definitions out of properties.</summary>
internal static class PropertyFields
{
    public static string KeyOf(MemberInfo member) => char.ToLowerInvariant(member.Name[0]) + member.Name[1..];

    public static FieldDefinition Define(LambdaExpression property, FieldKind? kind, LocalizedText label)
    {
        var info = (PropertyInfo)((MemberExpression)property.Body).Member;
        var type = Nullable.GetUnderlyingType(info.PropertyType) ?? info.PropertyType;
        return new FieldDefinition
        {
            Key = KeyOf(info),
            Kind = kind ?? KindOf(type),
            Label = label,
            Selector = property,
            IsSearchable = kind is FieldKind.Email or FieldKind.Phone or FieldKind.LongText,
            Accessor = FieldAccessor.ForProperty(info),
            Options = type.IsEnum ? [.. EnumCode.Codes(type).Select(c => new FieldOption(c, new LocalizedText(c)))] : [],
        };
    }

    private static FieldKind KindOf(Type type) =>
        type == typeof(string) ? FieldKind.Text
        : type == typeof(int) || type == typeof(long) ? FieldKind.Integer
        : type == typeof(decimal) ? FieldKind.Number
        : type == typeof(bool) ? FieldKind.Bool
        : type == typeof(DateOnly) ? FieldKind.Date
        : type == typeof(DateTimeOffset) ? FieldKind.Instant
        : type == typeof(Guid) ? FieldKind.Reference
        : type.IsEnum ? FieldKind.Option
        : throw new ArgumentException($"No field kind holds a {type.Name}.");
}

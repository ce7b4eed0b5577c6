namespace CrmKit.Plugins;

/// <summary>Describes a record type of a plugin or an administrator.</summary>
public sealed class CustomTypeBuilder
{
    internal CustomTypeBuilder(string key) => (TypeKey, PluralKey) = (key, key + "s");

    internal string TypeKey { get; }

    internal string PluralKey { get; private set; }

    internal LocalizedText Label { get; private set; } = new("");

    internal LocalizedText PluralLabel { get; private set; } = new("");

    internal FieldsBuilder FieldList { get; } = new();

    /// <summary>What people call one and several of them.</summary>
    public CustomTypeBuilder Named(string english, string englishPlural, string? chinese = null)
    {
        (Label, PluralLabel) = (new LocalizedText(english, chinese), new LocalizedText(englishPlural, chinese));
        return this;
    }

    /// <summary>The plural key for routes; by default the key with an s.</summary>
    public CustomTypeBuilder Plural(string pluralKey)
    {
        PluralKey = pluralKey;
        return this;
    }

    /// <summary>Its fields, beside the name that every one has.</summary>
    public CustomTypeBuilder Fields(Action<FieldsBuilder> define)
    {
        define(FieldList);
        return this;
    }
}

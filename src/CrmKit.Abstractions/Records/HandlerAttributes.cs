namespace CrmKit.Records;

/// <summary>
/// On a handler, normaliser or validator of one record type: it is called only for records of which at least one of these fields changes; a new record changes each field that has a value.
/// Without it, for all. Deleting and restoring change no field.
/// </summary>
/// <param name="fields">Keys of fields of the type that it is registered for, as <c>industry</c> or <c>acme.size</c>; at least one. One that does not exist refuses the plugin: <c>catalog.definition-invalid</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OnChangeOfAttribute(params string[] fields) : Attribute
{
    /// <summary>The keys.</summary>
    public IReadOnlyList<string> Fields { get; } = fields;
}

/// <summary>
/// On a before or after handler: it saves records of a type, by any door. Handlers save only what they say: a save that no attribute names is refused (<c>record.save-undeclared</c>), and handlers that
/// would cause each other's saves in a circle are found when their plugin is enabled (<c>catalog.handler-cycle</c>), and not when it first happens. Normalisers and validators save nothing.
/// </summary>
/// <param name="recordType">The type. Of one that nobody defines, nothing follows.</param>
/// <param name="fields">Keys of the fields that it writes, also of the stage or the owner when it moves or assigns; none means any, which creating takes.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class SavesAttribute(string recordType, params string[] fields) : Attribute
{
    /// <summary>The type's key.</summary>
    public string RecordType { get; } = recordType;

    /// <summary>The keys of fields; empty means any.</summary>
    public IReadOnlyList<string> Fields { get; } = fields;

    /// <summary>
    /// On: circles through these saves come to their end, because the handler saves nothing when nothing is to change; they are not looked for. One that does not is stopped when it happens:
    /// <c>record.handler-cycle</c>, <c>record.handler-depth</c>.
    /// </summary>
    public bool EndsByItself { get; init; }
}

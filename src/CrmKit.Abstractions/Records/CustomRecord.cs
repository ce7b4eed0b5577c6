namespace CrmKit.Records;

/// <summary>A record of a type that a plugin or an administrator defined; all its own fields are in <see cref="Record.Custom"/>.</summary>
public sealed class CustomRecord : RootRecord
{
    private CustomRecord() { } // for stores

    /// <summary>Makes a record of the given type.</summary>
    /// <param name="typeKey">The catalog key of the type (<c>realestate.property</c>).</param>
    /// <param name="name">What people call it; never empty once saved.</param>
    public CustomRecord(string typeKey, string name = "")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(typeKey);
        (TypeKey, Name) = (typeKey, name);
    }

    /// <summary>The catalog key of its type.</summary>
    public string TypeKey { get; private set; } = "";

    /// <summary>What people call it.</summary>
    public string Name { get; set; } = "";
}

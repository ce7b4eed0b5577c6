namespace CrmKit.Connectors;

/// <summary>One record of CrmKit, as it shall be in the other system. Immutable.</summary>
/// <param name="Key">Names this change for ever: what was carried out under it is not carried out again.</param>
/// <param name="RecordType">The key of the record type here.</param>
/// <param name="RecordId">The record here.</param>
public sealed record PushedChange(string Key, string RecordType, Guid RecordId)
{
    /// <summary>The record's key there; <see langword="null"/> to create it.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The version there that was seen last; <see langword="null"/> for none.</summary>
    public string? ExternalVersion { get; init; }

    /// <summary>The values of all declared fields, by their names there; what is left out is empty here. A reference is the other record's key there.</summary>
    public CustomValues Values { get; init; } = CustomValues.Empty;

    /// <summary>Whether it was deleted here.</summary>
    public bool IsDeleted { get; init; }
}

/// <summary>What the other system says to one change. Immutable.</summary>
public sealed record PushAnswer
{
    private PushAnswer() { }

    /// <summary>The <see cref="PushedChange.Key"/> that it answers.</summary>
    public string Key { get; private init; } = "";

    /// <summary>The record's key there; <see langword="null"/> unless the change was carried out.</summary>
    public string? ExternalId { get; private init; }

    /// <summary>The version there now; <see langword="null"/> unless the change was carried out.</summary>
    public string? Version { get; private init; }

    /// <summary>Why it was refused; <see langword="null"/> when it was not.</summary>
    public CrmError? Reason { get; private init; }

    /// <summary>What is there instead, when it changed there; otherwise <see langword="null"/>.</summary>
    public PulledChange? Theirs { get; private init; }

    /// <summary>It is carried out, now or when it came before.</summary>
    /// <param name="key">The change's key.</param>
    /// <param name="externalId">The record's key there, at most 100 characters: it becomes the link.</param>
    /// <param name="version">The version there now, as the next pull would tell it, at most 100 characters.</param>
    public static PushAnswer Done(string key, string externalId, string version)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(externalId);
        ArgumentException.ThrowIfNullOrWhiteSpace(version);
        return new() { Key = key, ExternalId = externalId, Version = version };
    }

    /// <summary>A rule there refuses it. It stays visible to administrators with its reason and is not tried again by itself.</summary>
    /// <param name="key">The change's key.</param>
    /// <param name="reason">Why, and what can be done, without secrets.</param>
    public static PushAnswer Refused(string key, CrmError reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return new() { Key = key, Reason = reason };
    }

    /// <summary>The record is not there in the version that was named, or is there already: nothing was carried out. The administrator's rule decides, or somebody.</summary>
    /// <param name="key">The change's key.</param>
    /// <param name="theirs">The record as it is there now.</param>
    public static PushAnswer ChangedThere(string key, PulledChange theirs)
    {
        ArgumentNullException.ThrowIfNull(theirs);
        return new() { Key = key, Theirs = theirs };
    }
}

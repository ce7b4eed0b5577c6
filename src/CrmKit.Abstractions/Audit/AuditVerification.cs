using System.Globalization;

namespace CrmKit.Audit;

/// <summary>What checking the chain of a tenant's audit found.</summary>
/// <param name="Entries">How many entries the chain holds.</param>
/// <param name="Unsealed">How many entries are too new to be in the chain yet; what is done to those cannot be told.</param>
/// <param name="Erased">How many entries were erased by an act that itself stands in the chain.</param>
/// <param name="KeptSince">Until when entries were forgotten by age; <see langword="null"/> when the chain is there from its beginning. Compare it with the age that was set.</param>
/// <param name="Head">The chain's end: keep it outside the database, and give it to the next check.</param>
/// <param name="Flaw">The first thing that is wrong; <see langword="null"/> when all is as it was written.</param>
public sealed record AuditVerification(long Entries, long Unsealed, long Erased, DateTimeOffset? KeptSince, AuditHead? Head, AuditFlaw? Flaw)
{
    /// <summary>Whether all is as it was written.</summary>
    public bool IsWhole => Flaw is null;
}

/// <summary>The end of a chain: who keeps it elsewhere can tell later whether something was cut off.</summary>
/// <param name="Number">The newest seal's number.</param>
/// <param name="Hash">Its hash, hexadecimal.</param>
public sealed record AuditHead(long Number, string Hash)
{
    /// <summary>As <see cref="ToString"/> writes it.</summary>
    public static bool TryParse(string? text, out AuditHead? head)
    {
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        head = colon > 0 && long.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new AuditHead(number, text![(colon + 1)..]) : null;
        return head is not null;
    }

    /// <summary>Number and hash, parted by a colon.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}:{Hash}");
}

/// <summary>Something that is not as it was written.</summary>
/// <param name="Kind">What.</param>
/// <param name="Sequence">The entry's number in the database; <see langword="null"/> when a seal is wrong.</param>
/// <param name="Entry">The entry, as it stands there now; <see langword="null"/> when it is missing or a seal is wrong.</param>
/// <param name="Seal">The number of the seal that tells.</param>
/// <param name="SealedAt">When that seal was made; <see langword="null"/> when it is missing.</param>
public sealed record AuditFlaw(AuditFlawKind Kind, long? Sequence, AuditEntry? Entry, long Seal, DateTimeOffset? SealedAt);

/// <summary>What can be wrong with an audit.</summary>
public enum AuditFlawKind
{
    /// <summary>An entry says something else than when it was sealed.</summary>
    EntryChanged,
    /// <summary>An entry is gone.</summary>
    EntryMissing,
    /// <summary>An entry was put between those that were sealed.</summary>
    EntryAdded,
    /// <summary>A seal says something else than when it was made, or does not follow the one before.</summary>
    SealChanged,
    /// <summary>A seal is gone.</summary>
    SealMissing,
    /// <summary>The chain does not hold the end that was kept: it was cut off, or made anew.</summary>
    HeadMissing,
}

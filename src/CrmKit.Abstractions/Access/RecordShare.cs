namespace CrmKit.Access;

/// <summary>Opens one record to a user or a team, beyond what their roles' scopes cover.</summary>
public sealed record RecordShare
{
    /// <summary>The user it is shared with; <see langword="null"/> when it is a team.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The team whose members it is shared with, without the teams below it; <see langword="null"/> when it is a user.</summary>
    public Guid? TeamId { get; init; }

    /// <summary>Whether it may be changed too, not read only.</summary>
    public bool CanWrite { get; init; }

    /// <summary>When it ends, in UTC; <see langword="null"/> means when it is revoked.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Who shared it; <see langword="null"/> for the system. Set when it is stored.</summary>
    public Guid? SharedById { get; init; }

    /// <summary>When it was shared, in UTC. Set when it is stored.</summary>
    public DateTimeOffset SharedAt { get; init; }
}

/// <summary>A record that was shared with somebody.</summary>
/// <param name="Record">Which.</param>
/// <param name="Share">How, by whom and until when.</param>
public sealed record ReceivedShare(RecordRef Record, RecordShare Share);

/// <summary>A share as it is stored.</summary>
internal sealed class ShareEntry
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";
    public string RecordType { get; set; } = "";
    public Guid RecordId { get; set; }

    /// <summary>The user's or the team's id: ids are unique over both.</summary>
    public Guid RecipientId { get; set; }
    public bool IsTeam { get; set; }
    public bool CanWrite { get; set; }
    public DateTimeOffset? Until { get; set; }
    public DateTimeOffset SharedAt { get; set; }
    public Guid? SharedById { get; set; }
}

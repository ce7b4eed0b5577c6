namespace CrmKit.Storage;

/// <summary>An event or effect on its way; written in the transaction of what caused it.</summary>
internal sealed class OutboxMessage
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";

    /// <summary>Order of writing, given by the database.</summary>
    public long Sequence { get; set; }

    /// <summary><c>event</c>, <c>effect</c>, <c>job</c>, <c>workflow</c> or <c>webhook</c>.</summary>
    public string Class { get; set; } = "event";

    /// <summary>The event's name, the effect's kind, the job's or the workflow's key, <c>connector/{key}</c>, <c>webhook/{id}</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>The natural key of an effect or a workflow's start, unique with its name; <see langword="null"/> for events and jobs.</summary>
    public string? Key { get; set; }
    public string Payload { get; set; } = "{}";
    public DateTimeOffset At { get; set; }

    /// <summary>How many runs of workflows, one causing the next, led here.</summary>
    public int Depth { get; set; }

    /// <summary><c>pending</c>, <c>done</c> or <c>dead</c>.</summary>
    public string Status { get; set; } = "pending";
    public int Attempts { get; set; }
    public DateTimeOffset DueAt { get; set; }
    public DateTimeOffset? LeasedUntil { get; set; }
    public string? LastError { get; set; }
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>Its place in the order in which changes are told, given once it is committed and somebody asks; <see langword="null"/> before, and for what is no event.</summary>
    public long? ChangeNumber { get; set; }

    /// <summary>Since when it waits for something that is not there, without counting tries; <see langword="null"/> when it does not wait.</summary>
    public DateTimeOffset? HeldSince { get; set; }
}

/// <summary>The mark that a subscriber has handled a message; unique, in the transaction of the subscriber's effects.</summary>
internal sealed class InboxEntry
{
    public string TenantId { get; set; } = "";
    public Guid MessageId { get; set; }

    /// <summary>Source and handler name.</summary>
    public string Subscriber { get; set; } = "";
    public DateTimeOffset At { get; set; }
}

/// <summary>The mark that a due time of a rule was settled for a subject; unique, in the transaction of what it caused: what makes schedules happen once on many hosts.</summary>
internal sealed class DueEntry
{
    public string TenantId { get; set; } = "";

    /// <summary>What was due: <c>job/{key}</c>.</summary>
    public string Rule { get; set; } = "";

    /// <summary>For which record or other thing; empty when the rule has none.</summary>
    public string Subject { get; set; } = "";

    /// <summary>The time that it was due, not the time at which somebody found out.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>When it was settled.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>A folded counter: how many records of an owner and a team stand in a stage, by the stages they have been in, their amounts, and these weighted by probability.</summary>
internal sealed class Counter
{
    public string TenantId { get; set; } = "";
    public string RecordType { get; set; } = "";
    public string PipelineKey { get; set; } = "";
    public string StageKey { get; set; } = "";

    /// <summary>The owner's id, or the empty GUID for none: part of the key.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>The team's id, or the empty GUID for none.</summary>
    public Guid TeamId { get; set; }

    /// <summary>The stages that the records have been in, as <see cref="RootRecord.PassedStageKeys"/> has them.</summary>
    public string PassedStageKeys { get; set; } = "";
    public string Currency { get; set; } = "";
    public long Count { get; set; }
    public decimal Amount { get; set; }
    public decimal Weighted { get; set; }
}

/// <summary>A change of a counter, written in the transaction of what caused it; folded in the background.</summary>
internal sealed class CounterDelta
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";
    public string RecordType { get; set; } = "";
    public string PipelineKey { get; set; } = "";
    public string StageKey { get; set; } = "";
    public Guid OwnerId { get; set; }
    public Guid TeamId { get; set; }
    public string PassedStageKeys { get; set; } = "";
    public string Currency { get; set; } = "";
    public long Count { get; set; }
    public decimal Amount { get; set; }
    public decimal Weighted { get; set; }
}

/// <summary>How often queries named a field, and when last; folded from memory in the background, so that a crash loses the last minute.</summary>
internal sealed class FieldRead
{
    public string TenantId { get; set; } = "";
    public string RecordType { get; set; } = "";
    public string Field { get; set; } = "";
    public long Count { get; set; }
    public DateTimeOffset LastReadAt { get; set; }
}

/// <summary>An import under way or finished; its progress is written with each chunk.</summary>
internal sealed class ImportRun
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";
    public string RecordType { get; set; } = "";
    public string FileName { get; set; } = "";

    /// <summary>Hash over the file's content, the map and the type: what an interrupted import is recognised by.</summary>
    public string Fingerprint { get; set; } = "";

    /// <summary>The map in its JSON form, also one that was proposed: an interrupted import goes on by it, whatever would be proposed now.</summary>
    public string Map { get; set; } = "";

    /// <summary><c>running</c>, <c>finished</c>, <c>reverted</c>, or <c>tried</c> for a dry run.</summary>
    public string Status { get; set; } = "running";

    /// <summary>Rows settled, in file order; the next run starts after them.</summary>
    public long Rows { get; set; }
    public long Created { get; set; }
    public long Updated { get; set; }
    public long Skipped { get; set; }
    public long Refused { get; set; }
    public long Asked { get; set; }

    /// <summary>Numbers of rows among the settled ones, from 1, parted by commas, that wait for a record of the same file to appear.</summary>
    public string Waiting { get; set; } = "";

    /// <summary>Bytes of the error file that belong to settled rows; what is behind them is cut off on resumption.</summary>
    public long ErrorLength { get; set; }

    /// <summary>The same of the file with questions.</summary>
    public long QuestionLength { get; set; }

    /// <summary>What the run said at its end, as JSON; <see langword="null"/> before it.</summary>
    public string? Report { get; set; }

    /// <summary>What its revert said, as JSON; <see langword="null"/> unless it was reverted.</summary>
    public string? RevertReport { get; set; }
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public Guid? ActorId { get; set; }
}

/// <summary>A row of a file that waits for an answer: whether it is the record that it looks like. It goes with the answer.</summary>
internal sealed class ImportQuestionEntry
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";
    public Guid ImportId { get; set; }
    public string RecordType { get; set; } = "";

    /// <summary>Its number among the rows of the file, from 1.</summary>
    public long Number { get; set; }
    public long Line { get; set; }

    /// <summary>The record that it looks most like.</summary>
    public Guid RecordId { get; set; }
    public string? Name { get; set; }
    public decimal Confidence { get; set; }
    public string Reason { get; set; } = "";

    /// <summary>The columns of the file, as a list in JSON.</summary>
    public string Columns { get; set; } = "[]";

    /// <summary>Its cells, as a list in JSON.</summary>
    public string Cells { get; set; } = "[]";

    /// <summary>What each cell is, as a list in JSON; <see langword="null"/> when all are texts.</summary>
    public string? Kinds { get; set; }

    /// <summary>Whether cells that a spreadsheet would run have an apostrophe before them.</summary>
    public bool IsGuarded { get; set; }
    public DateTimeOffset AskedAt { get; set; }
}

/// <summary>A definition by an administrator: a record type, a field, a pipeline, a role, as JSON.</summary>
internal sealed class CatalogEntry
{
    public string TenantId { get; set; } = "";

    /// <summary><c>type</c>, <c>field</c>, <c>pipeline</c>, <c>role</c>, <c>workflow</c>, <c>plugin</c>, <c>first-run</c>.</summary>
    public string Kind { get; set; } = "";
    public string Key { get; set; } = "";
    public string Definition { get; set; } = "{}";
    public DateTimeOffset UpdatedAt { get; set; }
    public Guid? UpdatedById { get; set; }
}

/// <summary>A key that lets a program call the API as a user; only its hash is kept.</summary>
internal sealed class ApiKey
{
    public Guid Id { get; set; } = SequentialGuid.Next();
    public string TenantId { get; set; } = "";
    public Guid UserId { get; set; }
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the key, hexadecimal; unique.</summary>
    public string Hash { get; set; } = "";

    /// <summary>As <c>KeyScopes</c> writes them; <see langword="null"/> for all that the user may.</summary>
    public string? Scopes { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Brought in once a minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>Closes a run of a tenant's audit: what entries it had and what they said. Each holds the hash of the one before, so that none can be taken out.</summary>
internal sealed class AuditSeal
{
    public string TenantId { get; set; } = "";

    /// <summary>From 1, without gaps.</summary>
    public long Number { get; set; }
    public DateTimeOffset SealedAt { get; set; }
    public long FirstSequence { get; set; }
    public long LastSequence { get; set; }
    public int Count { get; set; }

    /// <summary>The entries' sequences and digests; <see langword="null"/> once they were forgotten by age.</summary>
    public string? Entries { get; set; }

    /// <summary>A digest of <see cref="Entries"/>, which stays when they go.</summary>
    public string EntriesHash { get; set; } = "";

    /// <summary>The hash of the seal before; empty for the first.</summary>
    public string PreviousHash { get; set; } = "";
    public string Hash { get; set; } = "";
}

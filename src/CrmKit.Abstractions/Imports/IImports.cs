namespace CrmKit.Imports;

/// <summary>The door for files: reads, maps, checks and writes through <see cref="IRecords"/>, in chunks, so that a killed import resumes.</summary>
/// <remarks>Scoped to a session; not thread safe.</remarks>
public interface IImports
{
    /// <summary>Looks at a file without writing: what it is, what its columns hold, and which field each would fill.</summary>
    /// <exception cref="CrmValidationException">The file cannot be read at all: as of <see cref="RunAsync"/>; <c>import.preset-unknown</c>.</exception>
    /// <exception cref="CrmNotFoundException"><c>import.file-missing</c>, <c>catalog.type-unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: the actor may not create records of the type.</exception>
    Task<ImportPreview> PreviewAsync(ImportPreviewRequest request, CancellationToken cancellationToken = default);

    /// <summary>Imports a file.</summary>
    /// <remarks>
    /// Opens no unit of work around the whole: each chunk commits with the progress, so a run that was stopped goes on where it was when the same file, map and type come again.
    /// A dry run is one transaction that is not committed; other writers wait for it.
    /// </remarks>
    /// <exception cref="CrmValidationException">
    /// The file or the map cannot be used at all; nothing was written: <c>import.empty</c>, <c>import.not-text</c>, <c>import.encoding</c>, <c>import.format-unknown</c>, <c>import.format-undetected</c>, <c>import.format-ambiguous</c>, <c>import.header-duplicate</c>, <c>import.too-many-columns</c>,
    /// <c>import.column-unknown</c>, <c>import.column-missing</c>, <c>import.map-invalid</c>, <c>import.map-needed</c> with its doubts, <c>import.chunk-size</c>.
    /// </exception>
    /// <exception cref="CrmNotFoundException"><c>import.file-missing</c>, <c>catalog.type-unknown</c>.</exception>
    /// <exception cref="CrmConflictException"><c>import.repeated</c>: the same file was imported with the same map before; <c>import.concurrent</c>: it is being imported by somebody else.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: the actor may not create records of the type.</exception>
    /// <exception cref="CrmRuleException"><c>import.format-failed</c>: the format of a plugin cannot read on; what was written before stays.</exception>
    /// <exception cref="InvalidOperationException">A unit of work is open in the session.</exception>
    Task<ImportResult> RunAsync(ImportRequest request, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>What is kept of an import, a dry run or a revert: its map, its numbers and its report.</summary>
    /// <exception cref="CrmNotFoundException"><c>import.unknown</c>: there is none, or it is another user's and the actor is no administrator of the type.</exception>
    Task<ImportRecord> GetAsync(Guid importId, CancellationToken cancellationToken = default);

    /// <summary>The imports and dry runs of the actor, and those of types that he administers; the newest first.</summary>
    /// <param name="atMost">1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    Task<IReadOnlyList<ImportRecord>> ListAsync(int atMost = 100, CancellationToken cancellationToken = default);

    /// <summary>Takes back a finished import: records that it created are deleted, records that it changed get their earlier values, stage and owner. What anybody changed since stays as it is and is listed.</summary>
    /// <remarks>
    /// Through the door of records, with the actor's rights, handlers, audit and events; each chunk commits by itself. A revert that was stopped goes on when it is asked for again; one that came to its end
    /// tries again what it had to leave, and says the same numbers. The file can be imported anew afterwards.
    /// </remarks>
    /// <param name="importId">The import's id, from its result.</param>
    /// <param name="cancellationToken">Stops it between chunks.</param>
    /// <exception cref="CrmNotFoundException"><c>import.unknown</c>: there is none, or it is another user's and the actor is no administrator.</exception>
    /// <exception cref="CrmConflictException"><c>import.unfinished</c>: it has not come to its end.</exception>
    /// <exception cref="InvalidOperationException">A unit of work is open in the session.</exception>
    Task<ImportRevertResult> RevertAsync(Guid importId, CancellationToken cancellationToken = default);

    /// <summary>Rows that wait for an answer, of imports of the actor and of types that he administers; in the order of their files.</summary>
    /// <exception cref="CrmValidationException"><c>import.at-most</c>.</exception>
    Task<IReadOnlyList<ImportOpenQuestion>> QuestionsAsync(ImportQuestionQuery query, CancellationToken cancellationToken = default);

    /// <summary>Answers rows that wait: each becomes a record, changes one, or is left out, as its import would have written it, and waits no more. What is refused waits on, and says why.</summary>
    /// <remarks>One transaction. A revert of the import takes back what its answers made as well. Whoever answers needs the rights to what the answer does.</remarks>
    /// <param name="answers">1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>One for each answer, in order.</returns>
    /// <exception cref="CrmNotFoundException"><c>import.question-unknown</c>: somebody answered it already, or it is another user's and the actor is no administrator of the type. Nothing was written.</exception>
    /// <exception cref="CrmValidationException"><c>import.answer</c>, <c>import.at-most</c>; <c>import.map-invalid</c>: a field of the import's map is gone.</exception>
    /// <exception cref="InvalidOperationException">A unit of work is open in the session.</exception>
    Task<IReadOnlyList<ImportAnswerOutcome>> AnswerAsync(IReadOnlyList<ImportAnswer> answers, CancellationToken cancellationToken = default);
}

/// <summary>Which rows that wait for an answer.</summary>
public sealed record ImportQuestionQuery
{
    /// <summary>Of which import; <see langword="null"/> for all.</summary>
    public Guid? Import { get; init; }

    /// <summary>Of which record type; <see langword="null"/> for all.</summary>
    public string? Type { get; init; }

    /// <summary>At most so many, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>A row that waits for an answer.</summary>
/// <param name="Id">By which it is answered.</param>
/// <param name="ImportId">Its import.</param>
/// <param name="FileName">What the file was called.</param>
/// <param name="Question">What it looks like, and why.</param>
/// <param name="Row">Its cells by column, as in the file.</param>
/// <param name="AskedAt">Since when it waits, in UTC.</param>
public sealed record ImportOpenQuestion(Guid Id, Guid ImportId, string FileName, ImportQuestion Question, IReadOnlyDictionary<string, string> Row, DateTimeOffset AskedAt);

/// <summary>The answer to a question about a row.</summary>
/// <param name="Question">The question's id.</param>
/// <param name="Answer"><see cref="ExistingRecordPolicy.Create"/>, <see cref="ExistingRecordPolicy.Update"/> or <see cref="ExistingRecordPolicy.Skip"/>.</param>
public sealed record ImportAnswer(Guid Question, ExistingRecordPolicy Answer)
{
    /// <summary>The record to update; <see langword="null"/> for the one that the question names.</summary>
    public Guid? Record { get; init; }
}

/// <summary>What became of an answer.</summary>
/// <param name="Question">The question's id.</param>
/// <param name="Record">The record that was created or changed; <see langword="null"/> when the row was left out or refused.</param>
/// <param name="Errors">Why it was refused; none when it was not.</param>
public sealed record ImportAnswerOutcome(Guid Question, RecordRef? Record, IReadOnlyList<ImportError> Errors)
{
    /// <summary>Whether it waits no more.</summary>
    public bool IsSettled => Errors.Count == 0;
}

/// <summary>What the revert of an import did.</summary>
public sealed record ImportRevertResult
{
    /// <summary>The import's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Records deleted that the import had created, by this run and earlier ones.</summary>
    public required long Removed { get; init; }

    /// <summary>Records that have the values again that they had before the import.</summary>
    public required long Restored { get; init; }

    /// <summary>Records left as they are.</summary>
    public required long Kept { get; init; }

    /// <summary>The first of those, at most 100.</summary>
    public IReadOnlyList<ImportKept> KeptRecords { get; init; } = [];
}

/// <summary>A record that the revert of an import left as it is.</summary>
/// <param name="Record">Which.</param>
/// <param name="Error">Why: <c>import.edited</c>, or what the door of records says.</param>
public sealed record ImportKept(RecordRef Record, CrmError Error);

/// <summary>An import that was made, is being made, or was only tried.</summary>
public sealed record ImportRecord
{
    /// <summary>Its id, as of <see cref="ImportResult.Id"/>.</summary>
    public required Guid Id { get; init; }

    /// <summary>The record type's key.</summary>
    public required string Type { get; init; }

    /// <summary>What the file was called.</summary>
    public required string FileName { get; init; }

    /// <summary><c>running</c>, also when it was stopped; <c>finished</c>, <c>reverted</c>, or <c>tried</c> for a dry run.</summary>
    public required string Status { get; init; }

    /// <summary>The map that it went by.</summary>
    public required ImportMap Map { get; init; }

    /// <summary>When it began, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it came to its end, in UTC; <see langword="null"/> before it.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Who made it; <see langword="null"/> for the system.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>What it said at its end; before it, the numbers so far.</summary>
    public required ImportResult Result { get; init; }

    /// <summary>What its revert said; <see langword="null"/> unless it was reverted.</summary>
    public ImportRevertResult? Revert { get; init; }
}

/// <summary>What to import.</summary>
/// <param name="Type">The record type's key.</param>
/// <param name="Path">The file.</param>
/// <param name="Map">How columns become fields; <see langword="null"/> takes what <see cref="IImports.PreviewAsync"/> proposes, if nothing about it is doubtful.</param>
public sealed record ImportRequest(string Type, string Path, ImportMap? Map = null)
{
    /// <summary>The key of the file's format; <see langword="null"/> means find out, by its content.</summary>
    public string? Format { get; init; }

    /// <summary>The name of a saved map (a record of the type <c>import-mapping</c>) to go by; <see langword="null"/> for <see cref="Map"/>, or what is proposed.</summary>
    public string? MapName { get; init; }

    /// <summary>What to do with rows whose record exists, whatever the map says; <see langword="null"/> means as the map says.</summary>
    public ExistingRecordPolicy? OnExisting { get; init; }

    /// <summary>Check everything, say what would be different, write no record. Only the report is kept.</summary>
    public bool DryRun { get; init; }

    /// <summary>Rows per transaction, 1 to 10,000. Larger chunks cost fewer commits and queries; other writers wait for one.</summary>
    public int ChunkSize { get; init; } = 2000;

    /// <summary>Imports a file again that was imported to its end with the same map.</summary>
    public bool Force { get; init; }

    /// <summary>The most characters of one cell, 1,000 to 10,000,000; rows with a longer one are refused without being held in memory.</summary>
    public int MaxCellLength { get; init; } = 1_000_000;

    /// <summary>Where refused rows go, with reasons; <see langword="null"/> means beside the input, <c>{name}.errors.csv</c>.</summary>
    public string? ErrorPath { get; init; }

    /// <summary>Where rows go that look like an existing record, to be answered and imported again, under <see cref="ExistingRecordPolicy.Ask"/>; <see langword="null"/> means beside the input, <c>{name}.questions.csv</c>.</summary>
    public string? QuestionPath { get; init; }
}

/// <summary>How the columns of a file become fields of records; the JSON form is documented in docs/guides/import.md.</summary>
public sealed record ImportMap
{
    /// <summary>Reads the JSON form.</summary>
    /// <exception cref="CrmValidationException"><c>import.map-invalid</c>: the message gives the place in the text.</exception>
    public static ImportMap FromJson(string json) => ImportMapReader.Read(json);

    /// <summary>Writes the JSON form; reading it gives an equal map.</summary>
    public string ToJson() => ImportMapWriter.Write(this);

    /// <summary>The column delimiter; <see langword="null"/> means find out.</summary>
    public string? Delimiter { get; init; }

    /// <summary>The encoding of a text file by its IANA name, such as <c>gb18030</c>; <see langword="null"/> means find out, by its bytes.</summary>
    public string? Encoding { get; init; }

    /// <summary>The sheet of a workbook; <see langword="null"/> means the first one that is shown.</summary>
    public string? Sheet { get; init; }

    /// <summary>The line of a CSV file or the row of a sheet that names the columns, from 1; <see langword="null"/> means the first, in workbooks the first below titles.</summary>
    public int? HeaderRow { get; init; }

    /// <summary>The fields that tell whether a record exists already; empty means every row is new.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>What to do with a row whose record exists.</summary>
    public ExistingRecordPolicy OnExisting { get; init; } = ExistingRecordPolicy.Refuse;

    /// <summary>The ISO 4217 code of amounts, for record types with a currency; <see langword="null"/> means the tenant's.</summary>
    public string? Currency { get; init; }

    /// <summary>Whether texts that a spreadsheet would run as formulas have an apostrophe before them, to be taken away: so in CSV that CrmKit exported.</summary>
    public bool IsGuarded { get; init; }

    /// <summary>One entry per field that is filled.</summary>
    public required IReadOnlyList<ImportColumn> Columns { get; init; }

    /// <summary>Columns that say what people allowed or forbade; for contacts and leads. Takes the right to change the records.</summary>
    public IReadOnlyList<ImportConsent> Consents { get; init; } = [];

    /// <summary>Columns of the file that are left out on purpose; any other column not mapped is an error.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];
}

/// <summary>How one field is filled.</summary>
public sealed record ImportColumn
{
    /// <summary>The header in the file; <see langword="null"/> when <see cref="Value"/> is given.</summary>
    public string? Column { get; init; }

    /// <summary>Headers whose texts follow in the same field, parted by blanks: the last name after the first. Between Chinese texts there is no blank.</summary>
    public IReadOnlyList<string> Join { get; init; } = [];

    /// <summary>For numbers: headers whose values are added.</summary>
    public IReadOnlyList<string> Plus { get; init; } = [];

    /// <summary>For numbers: headers whose values are taken away.</summary>
    public IReadOnlyList<string> Minus { get; init; } = [];

    /// <summary>A constant for every row.</summary>
    public string? Value { get; init; }

    /// <summary>The field's key; or <c>pipeline</c>, <c>stage</c>, <c>owner</c>, <c>team</c>, <c>closedOn</c>, <c>stageEnteredAt</c>, <c>lossReason</c>, <c>createdAt</c>, <c>convertedFrom</c> for the state to start with.</summary>
    public required string Field { get; init; }

    /// <summary>Formats of dates and instants to try in order (<c>dd-MM-yy</c>); empty means ISO 8601.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>Replacements before anything else: text in the file → text meant.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>Texts that mean empty (<c>unknown</c>, <c>?</c>).</summary>
    public IReadOnlyList<string> Empty { get; init; } = [];

    /// <summary>For references: the field by which the record is looked up; <see langword="null"/> means the type's name field.</summary>
    public string? LookupField { get; init; }

    /// <summary>For references to records of several types (<c>regarding</c>, <c>convertedFrom</c>): the type that this column names.</summary>
    public string? RecordType { get; init; }

    /// <summary>For references: whether a missing record is created with that name.</summary>
    public bool CreateMissing { get; init; }

    /// <summary>The decimal mark of numbers, <c>.</c> or <c>,</c>.</summary>
    public string DecimalMark { get; init; } = ".";
}

/// <summary>What to do with a row whose record exists.</summary>
public enum ExistingRecordPolicy
{
    /// <summary>Report the row as an error.</summary>
    Refuse,
    /// <summary>Leave the record as it is.</summary>
    Skip,
    /// <summary>Write the row's values into the record.</summary>
    Update,
    /// <summary>Create another record all the same; unique fields still refuse it.</summary>
    Create,
    /// <summary>Write nothing, and put the row into the queue of questions and a file of them: also when the record has no equal key, and only looks the same to the door of matches.</summary>
    Ask,
}

/// <summary>How far an import is.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="Bytes">Bytes of the file read.</param>
/// <param name="TotalBytes">Bytes of the file.</param>
public sealed record ImportProgress(long Rows, long Bytes, long TotalBytes)
{
    /// <summary>Records created so far; in a dry run, that would be.</summary>
    public long Created { get; init; }

    /// <summary>Records updated so far.</summary>
    public long Updated { get; init; }

    /// <summary>Rows so far whose record was left as it is.</summary>
    public long Skipped { get; init; }

    /// <summary>Rows refused so far.</summary>
    public long Refused { get; init; }

    /// <summary>Rows so far that somebody has to answer.</summary>
    public long Asked { get; init; }
}

/// <summary>What an import did.</summary>
public sealed record ImportResult
{
    /// <summary>The import's id, as kept with the import record.</summary>
    public required Guid Id { get; init; }

    /// <summary>Rows settled, without the header: created, updated, skipped, refused and asked ones together.</summary>
    public required long Rows { get; init; }

    /// <summary>Records created; in a dry run, that would be.</summary>
    public required long Created { get; init; }

    /// <summary>Records updated.</summary>
    public required long Updated { get; init; }

    /// <summary>Rows left out because their record exists.</summary>
    public required long Skipped { get; init; }

    /// <summary>Rows refused.</summary>
    public required long Refused { get; init; }

    /// <summary>Rows that look like an existing record and wait for an answer in the file of questions.</summary>
    public long Asked { get; init; }

    /// <summary>The key of the format that the file was read in.</summary>
    public string Format { get; init; } = "";

    /// <summary>The map that was proposed and used, when the request brought none.</summary>
    public ImportMap? ProposedMap { get; init; }

    /// <summary>Whether it took up where an earlier run of the same file and map had stopped.</summary>
    public bool Resumed { get; init; }

    /// <summary>The file with refused rows; <see langword="null"/> when there are none.</summary>
    public string? ErrorPath { get; init; }

    /// <summary>The first refusals of this run, at most 100.</summary>
    public IReadOnlyList<ImportError> Errors { get; init; } = [];

    /// <summary>The file with questions; <see langword="null"/> when there are none.</summary>
    public string? QuestionPath { get; init; }

    /// <summary>The first questions of this run, at most 100.</summary>
    public IReadOnlyList<ImportQuestion> Questions { get; init; } = [];

    /// <summary>In a dry run, what would be created and changed: the first rows, at most 200. Fields that the actor may not read are left out.</summary>
    public IReadOnlyList<ImportChange> Changes { get; init; } = [];
}

/// <summary>A refused value.</summary>
/// <param name="Line">The line in the file, from 1 with the header.</param>
/// <param name="Field">The field; <see langword="null"/> when the whole row is refused.</param>
/// <param name="Value">The text in the file, shortened.</param>
/// <param name="Error">Why.</param>
public sealed record ImportError(long Line, string? Field, string? Value, CrmError Error);

/// <summary>A row that looks like an existing record.</summary>
/// <param name="Line">The line in the file, from 1 with the header.</param>
/// <param name="Record">The record that it looks most like.</param>
/// <param name="Name">What people call that record; <see langword="null"/> when the actor may not read it.</param>
/// <param name="Confidence">How much, above 0, at most 1.</param>
/// <param name="Reason">Why, for people; other records that it looks like too.</param>
public sealed record ImportQuestion(long Line, RecordRef Record, string? Name, decimal Confidence, string Reason);

/// <summary>What a row would do.</summary>
/// <param name="Line">The line in the file, from 1 with the header.</param>
/// <param name="Record">The record that would change; <see langword="null"/> for one that would be created.</param>
/// <param name="Fields">The fields that would be different afterwards, also those that follow by themselves.</param>
public sealed record ImportChange(long Line, RecordRef? Record, IReadOnlyList<ImportFieldChange> Fields);

/// <summary>A field that would be different.</summary>
/// <param name="Field">Its key.</param>
/// <param name="Before">The value now, as exports write it; <see langword="null"/> for none.</param>
/// <param name="After">The value afterwards.</param>
public sealed record ImportFieldChange(string Field, string? Before, string? After);

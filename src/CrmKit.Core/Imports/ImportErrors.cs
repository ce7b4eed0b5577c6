namespace CrmKit.Imports;

internal static class ImportErrors
{
    public static CrmError FileMissing(string path) => new("import.file-missing", $"There is no file '{path}', or it may not be read. Check the path.");

    public static CrmError Empty(string path) => new("import.empty", $"'{path}' is empty: not even a header line is in it.");

    public static CrmError NotText(string path, string what) => new("import.not-text", $"'{path}' is {what}, whatever its name says. Save it as text in UTF-8 first.");

    public static CrmError FormatUnknown(string format, IEnumerable<string> known) => new("import.format-unknown",
        $"There is no import format '{format}'. It may belong to a plugin that is not enabled. Known: {string.Join(", ", known)}.") { Field = "format" };

    public static CrmError FormatUndetected(string path, string? what, IEnumerable<string> known) => new("import.format-undetected",
        $"'{path}' is {what ?? "of no format that is known here"}, whatever its name says. Save it in one that can be read: {string.Join(", ", known)}.");

    public static CrmError FormatAmbiguous(string path, IEnumerable<string> formats) => new("import.format-ambiguous",
        $"'{path}' can be read in several formats: {string.Join(", ", formats)}. Say which one is meant.") { Field = "format" };

    public static CrmError FormatFailed(string format, string plugin, string why) => new("import.format-failed",
        $"Format '{format}' of plugin '{plugin}' cannot read the file: {why} What was imported stays; the same import goes on from there.");

    public static CrmError Card(string why) => new("import.card", $"The card cannot be read: {why}.");

    public static CrmError JsonLine(string why) => new("import.json-line", $"The line cannot be read as a JSON object: {why}");

    public static CrmError JsonList(string property) => new("import.json-list", $"Property '{property}' holds a list, and a field takes one value. Leave it out, or give it one.");

    public static CrmError Encoding(string path, string encoding, long offset, long line) => new("import.encoding",
        $"'{path}' is not {encoding}: byte {offset}, in line {line}, cannot be read. Save it as UTF-8, or name its encoding in the map.");

    public static CrmError EncodingUnknown(string name) => new("import.encoding-unknown",
        $"There is no encoding '{name}'. Known are utf-8, utf-16, utf-32, iso-8859-1, windows-1252, gb18030, big5, shift_jis and other names of the IANA.") { Field = "$.encoding" };

    public static CrmError WorkbookInvalid(string path, string why) => new("import.workbook-invalid",
        $"'{path}' cannot be read as a workbook: {why.TrimEnd('.')}. Open it in a program for tables and save it again.");

    public static CrmError ArchiveBomb(string path, string part) => new("import.archive-bomb",
        $"'{path}' is refused: its part '{part}' would unpack to far more than a workbook of this size holds. Save it again, or as CSV.");

    public static CrmError SheetMissing(string sheet, IEnumerable<string> known) => new("import.sheet-missing",
        $"The workbook has no sheet '{sheet}'. It has: {string.Join(", ", known)}.") { Field = "$.sheet" };

    public static CrmError CellError(string field, string text) => new("import.cell-error",
        text == "=" ? "The cell has a formula that was never calculated. Open the workbook, calculate and save it." : $"The cell holds the error {text} and no value. Correct it, or put it under \"empty\" in the map.") { Field = field };

    public static CrmError HeaderDuplicate(string column) => new("import.header-duplicate",
        $"The header has two columns '{column}'. Rename one, so that the map can tell them apart.") { Field = column };

    public static CrmError HeaderMalformed(long line) => new("import.header-malformed", $"The header in line {line} has a quote that is not closed, or is too long.");

    public static CrmError TooManyColumns(int limit) => new("import.too-many-columns", $"The header has more than {limit} columns. Is the delimiter right?");

    public static CrmError ColumnUnknown(string column, IEnumerable<string> mapped) => new("import.column-unknown",
        $"Column '{column}' of the file is neither mapped nor ignored. Map it, or put it under \"ignore\". The map names: {string.Join(", ", mapped)}.") { Field = column };

    public static CrmError ColumnMissing(string column, IEnumerable<string> header) => new("import.column-missing",
        $"The map names column '{column}', which the file does not have. The file has: {string.Join(", ", header)}.") { Field = column };

    public static CrmError MapNeeded(int doubts) => new("import.map-needed",
        $"{doubts} {(doubts == 1 ? "question" : "questions")} about the columns must be answered first. Look at the preview, and give the map that it proposes with your answers.");

    public static CrmError PresetUnknown(string preset, IEnumerable<string> known) => new("import.preset-unknown",
        $"There is no preset '{preset}' for this type of records. Known: {string.Join(", ", known)}.") { Field = "preset" };

    public static CrmError DoubtColumn(string column, string? field) => new("import.doubt-column", field is null
        ? $"Column '{column}' has values, and no field is known for them. Map it, or put it under \"ignore\"."
        : $"Column '{column}' may be '{field}'. Map it, or put it under \"ignore\".") { Field = column };

    public static CrmError DoubtDate(string column, string value, IEnumerable<string> formats) => new("import.doubt-date",
        $"Column '{column}' has days such as '{value}': the day may come first, or the month. Say it with \"formats\"; proposed is {string.Join(", ", formats)}.") { Field = column };

    public static CrmError DoubtValues(string column, string field, IReadOnlyList<string> values, IEnumerable<string> known) => new("import.doubt-values",
        $"Column '{column}' has {string.Join(", ", values.Take(5).Select(v => $"'{Mapping.RowMapper.Shown(v)}'"))}{(values.Count > 5 ? $" and {values.Count - 5} more" : "")}, which '{field}' does not know. Say with \"values\" what is meant, of {string.Join(", ", known.Take(20))}; or with \"empty\" that nothing is.") { Field = column };

    public static CrmError DoubtReferences(string column, string type, string lookup, int missing) => new("import.doubt-values",
        $"Column '{column}' names {missing} records of {type} by '{lookup}' that are not there. Import them first, or put the column under \"ignore\".") { Field = column };

    public static CrmError DoubtRequired(string field) => new("import.doubt-required", $"No column fills '{field}', which every record needs. Map one, or give it under \"constants\".") { Field = field };

    public static CrmError MapInvalid(string path, string why) => new("import.map-invalid", $"Map, at {path}: {why}") { Field = path };

    public static CrmError ChunkSize(int size) => new("import.chunk-size", $"A chunk of {size} rows is not possible. Take 1 to 10,000.");

    public static CrmError CellLimit(int length) => new("import.cell-limit", $"A limit of {length} characters per cell is not possible. Take 1,000 to 10,000,000.");

    public static CrmError Forbidden(RecordTypeDefinition type) => new("access.forbidden",
        $"You may not create {type.PluralLabel.English.ToLowerInvariant()}, so you cannot import any. Ask an administrator for a role that may.");

    public static CrmError Repeated(string fileName, DateTimeOffset at) => new("import.repeated",
        $"'{fileName}' was imported with the same map on {at:yyyy-MM-dd HH:mm} UTC. Force it to import it once more.");

    public static CrmError Concurrent(string fileName) => new("import.concurrent", $"'{fileName}' is being imported by somebody else at the moment. Wait for it.");

    public static CrmError Unknown(Guid id) => new("import.unknown", $"There is no import {id}, or it is another user's. Its id stands in the result of the import.");

    public static CrmError Unfinished(string fileName) => new("import.unfinished", $"The import of '{fileName}' has not come to its end. Run it again with the same map first: it goes on where it was.");

    public static CrmError Edited(RecordRef record) => new("import.edited", $"{record} was changed since the import, so it stays as it is. Change it by hand.") { Record = record };

    public static CrmError ColumnCount(int cells, int columns) => new("import.column-count",
        $"The row has {cells} cells, the header {columns} columns. Is a delimiter inside a cell that is not quoted?");

    public static CrmError ColumnUnnamed(int position) => new("import.column-unnamed",
        $"Column {position} has a value here but no name in the header. Name the column, or empty the cell.");

    public static CrmError QuoteUnbalanced() => new("import.quote-unbalanced",
        "A quote opens a cell and is not closed in the right place. The row is left out; reading went on with the next line.");

    public static CrmError CellTooLong(int limit) => new("import.cell-too-long", $"A cell has more than {limit} characters. Shorten it.");

    public static CrmError Nul() => new("import.nul", "The row contains a NUL character. Remove it.");

    public static CrmError Value(string field, string what) => new("import.value", $"Not {what}.") { Field = field };

    public static CrmError StageUnknown(string stage, string pipeline, IEnumerable<string> known) => new("import.stage-unknown",
        $"Pipeline '{pipeline}' has no stage '{stage}'. It has: {string.Join(", ", known)}.") { Field = "stage" };

    public static CrmError ReferenceMissing(string field, string type, string lookup) => new("import.reference-missing",
        $"There is no {type} whose {lookup} is this. Import it first, correct the value, or let it be created with \"createMissing\".") { Field = field };

    public static CrmError ReferenceAmbiguous(string field, string type, string lookup) => new("import.reference-ambiguous",
        $"Several records of {type} have this {lookup}. Look it up by a field that tells them apart.") { Field = field };

    public static CrmError KeyEmpty(string field) => new("import.key-empty", $"'{field}' tells whether the record exists already; it must not be empty.") { Field = field };

    public static CrmError KeyAmbiguous() => new("import.key-ambiguous", "Several records have this key, so it is unclear which one is meant. Merge them, or choose another key.");

    public static CrmError Exists(RecordRef record) => new("import.exists",
        $"{record} has this key already. Skip or update existing records with \"onExisting\".") { Record = record };

    public static CrmError ExistsDeleted(RecordRef record) => new("import.exists-deleted",
        $"{record} has this external id and is deleted; an external id is never given twice. Restore the record, or take the external id from it, and import the row again.") { Record = record };

    public static CrmError Answer(string answer) => new("import.answer", $"'{answer}' is no answer. Write new, update or skip; for update, the id of the record stands under import-record.");

    public static CrmError AnswerRecord(string type, Guid id) => new("import.answer-record", $"There is no {type} {id} that you may change. Look at the id under import-record.");

    public static CrmError AnswerUnknown(Guid question) => new("import.answer", $"The answer to question {question} is none. Say create, update or skip.");

    public static CrmError QuestionUnknown(Guid question) => new("import.question-unknown", $"No question {question} waits: it was answered, or it is of an import of somebody else. List those that wait.");

    public static CrmError MappingUnknown(string name) => new("import.mapping-unknown", $"There is no saved map '{name}'. Saved maps are records of the type import-mapping.") { Field = "mapName" };

    public static CrmError MappingType(string name, string type) => new("import.mapping-type", $"The saved map '{name}' is for records of '{type}'. Take one of the type that is imported.") { Field = "mapName" };

    public static CrmError AtMost(int atMost) => new("import.at-most", $"A list of {atMost} imports is not possible. Take 1 to 1,000.");

    public static CrmError DuplicateInFile(RecordRef record) => new("import.duplicate-in-file",
        $"An earlier row of the file has the same key; it became {record}.") { Record = record };
}

using System.Globalization;
using CrmKit.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>What a form of lines asks for: the changes, and which row of the form each is about.</summary>
internal sealed class LinePlan
{
    private const int MostRows = 250;

    private readonly List<int?> _rowOfChange = [];
    private readonly List<CrmError> _errors = [];
    private readonly List<PlannedRow> _rows = [];

    private LinePlan(FormReader head) => HeadReader = head;

    public ChangeSet Changes { get; } = new();

    /// <summary>What is filled in.</summary>
    public IReadOnlyList<PlannedRow> Rows => _rows;

    /// <summary>How many rows were left empty.</summary>
    public int Blank { get; private set; }

    public FormReader HeadReader { get; }

    /// <summary>The version of the document that the form was filled with.</summary>
    public int HeadVersion { get; set; }

    /// <summary>What cannot be understood, by row.</summary>
    public IReadOnlyList<CrmError> Errors => _errors;

    public static string Prefix(int row) => string.Create(CultureInfo.InvariantCulture, $"l{row}.");

    public static async Task<LinePlan> OfAsync(WebCall call, LineEdit edit, IFormCollection form, string headPrefix)
    {
        var plan = new LinePlan(new FormReader(call, call.Type, form, headPrefix)) { HeadVersion = ActHandler.Version(form) ?? edit.Head.Version };
        var body = await plan.HeadReader.ReadChangesAsync(edit.HeadFields, edit.Head);
        plan._errors.AddRange([.. plan.HeadReader.Errors, .. body.Errors]);
        if (body.Values.Count > 0) plan.Add(null, c => c.Patch(call.Ref, body.Values, plan.HeadVersion));
        if (!int.TryParse(form["rows"], NumberStyles.None, CultureInfo.InvariantCulture, out var rows) || rows > MostRows) throw ApiErrors.Parameter("rows", $"how many rows there are, at most {MostRows}");
        for (var i = 0; i < rows; i++) await plan.AddAsync(call, edit, form, i);
        return plan;
    }

    /// <summary>Refusals of a save, each at the row that it is about.</summary>
    public IReadOnlyList<CrmError> Located(IEnumerable<CrmError> errors) =>
        [.. errors.Select(e => e with { Index = e.Index is { } at && at < _rowOfChange.Count ? _rowOfChange[at] : e.Record is { } record && _rows.FirstOrDefault(r => r.Id == record.Id) is { } row ? row.Index : null })];

    private async Task AddAsync(WebCall call, LineEdit edit, IFormCollection form, int row)
    {
        var prefix = Prefix(row);
        var reader = new FormReader(call, edit.Lines, form, prefix);
        var isRemoved = form[prefix + "remove"].ToString() == "true";
        if (Guid.TryParseExact(form[prefix + "id"], "D", out var id))
        {
            var stored = edit.Stored.FirstOrDefault(l => l.Id == id);
            _rows.Add(new PlannedRow(row, id, stored, reader, isRemoved));
            if (stored is null)
            {
                if (!isRemoved) _errors.Add(new CrmError("record.conflict", call.Texts["lines.gone"]) { Index = row });
                return;
            }
            var version = int.TryParse(form[prefix + "version"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : stored.Version;
            if (isRemoved)
            {
                Add(row, c => c.Delete(edit.Lines.Ref(id), version));
                return;
            }
            var body = await reader.ReadChangesAsync(edit.LineFields, stored);
            Note(row, [.. reader.Errors, .. body.Errors]);
            if (body.Values.Count > 0) Add(row, c => c.Patch(edit.Lines.Ref(id), body.Values, version));
            return;
        }
        if (isRemoved || edit.LineFields.All(f => string.IsNullOrEmpty(reader.Typed(f.Key))))
        {
            Blank++;
            return;
        }
        var added = await reader.ReadNewAsync(edit.LineFields);
        if (added.TryMake(out var line) && added.Errors.Count == 0 && reader.Errors.Count == 0)
        {
            edit.Lines.Field(edit.Lines.ParentField!).Set(line, edit.Head.Id);
            Add(row, c => c.Create(line));
        }
        Note(row, [.. reader.Errors, .. added.Errors]);
        _rows.Add(new PlannedRow(row, line.Id, null, reader, false));
    }

    private void Add(int? row, Action<ChangeSet> change)
    {
        change(Changes);
        _rowOfChange.Add(row);
    }

    private void Note(int row, IEnumerable<CrmError> errors) => _errors.AddRange(errors.Select(e => e with { Index = row }));
}

/// <summary>A row of the form that is filled in.</summary>
/// <param name="Index">Its place in the form.</param>
/// <param name="Id">The line's id, or the one that a new line would get.</param>
/// <param name="Before">The line as it is stored; <see langword="null"/> for a new one.</param>
/// <param name="Reader">What was typed; <see langword="null"/> before anything was.</param>
/// <param name="IsRemoved">Whether it shall go.</param>
internal sealed record PlannedRow(int Index, Guid Id, Record? Before, FormReader? Reader, bool IsRemoved)
{
    public bool IsStored => Before is not null;
}

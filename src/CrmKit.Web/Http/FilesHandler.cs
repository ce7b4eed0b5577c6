using CrmKit.AspNetCore;
using CrmKit.Attachments;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>Files on a record: added, saved and removed on its page.</summary>
internal static class FilesHandler
{
    private static readonly IReadOnlyList<string> Units = ["B", "KB", "MB", "GB"];

    /// <summary>The files of a record; <see langword="null"/> for what carries none.</summary>
    public static async Task<FilesModel?> OfAsync(WebCall call, RecordTypeDefinition type, Record record, bool mayUpdate)
    {
        if (!type.IsRoot) return null;
        var files = await call.Session.Attachments.ListAsync(type.Ref(record.Id), call.Cancelled);
        var names = await ActorNames.LoadAsync(call.Session, files.Select(f => f.ActorId), call.Cancelled);
        var address = call.Links.Act(type, record.Id, "files");
        return new FilesModel(
            mayUpdate ? address : null,
            [.. files.Select(f => new FileShown(f.Name, $"{address}/{f.Id}", Size(call, f.Size), call.Text.Moment(f.At), names.Of(f.ActorId), mayUpdate ? $"{address}/{f.Id}/_remove" : null))]);
    }

    public static Task AddAsync(WebCall call) => ActHandler.ActAsync(call, async form =>
    {
        var files = form.Files.Where(f => f.FileName.Length > 0).ToList();
        if (files.Count == 0) throw new CrmValidationException(new CrmError("attachment.empty", call.Texts["files.none-chosen"]));
        foreach (var file in files)
        {
            await using var content = file.OpenReadStream();
            await call.Session.Attachments.AddAsync(call.Ref, file.FileName, content, call.Cancelled);
        }
        return call.Links.Record(call.Type, call.Ref.Id);
    });

    public static async Task DownloadAsync(WebCall call)
    {
        await using var file = await OpenAsync(call);
        FileAnswer.Describe(call.Http.Response, file.Attachment.Name, file.Attachment.ContentType);
        call.Http.Response.ContentLength = file.Attachment.Size;
        await file.Content.CopyToAsync(call.Http.Response.Body, call.Cancelled);
    }

    public static Task RemoveAsync(WebCall call) => ActHandler.ActAsync(call, async _ =>
    {
        Guid id;
        await using (var file = await OpenAsync(call)) id = file.Attachment.Id;
        await call.Session.Attachments.RemoveAsync(id, call.Cancelled);
        return call.Links.Record(call.Type, call.Ref.Id);
    });

    // A file is found under its own record alone.
    private static async Task<AttachmentContent> OpenAsync(WebCall call)
    {
        if (!Guid.TryParseExact((string?)call.Http.Request.RouteValues["file"], "D", out var id)) throw new CrmNotFoundException(ApiErrors.AttachmentUnknown());
        var file = await call.Session.Attachments.OpenAsync(id, call.Cancelled);
        if (file.Attachment.RecordType == call.Type.Key && file.Attachment.RecordId == call.Ref.Id) return file;
        await file.DisposeAsync();
        throw new CrmNotFoundException(ApiErrors.AttachmentUnknown());
    }

    private static string Size(WebCall call, long bytes)
    {
        var (size, unit) = ((decimal)bytes, 0);
        for (; size >= 1000 && unit < Units.Count - 1; unit++) size /= 1000;
        return $"{size.ToString(unit == 0 ? "0" : "0.#", call.Format)} {Units[unit]}";
    }
}

using CrmKit.Backups;
using CrmKit.Pages;

namespace CrmKit.Web.Administration;

/// <summary>All that the tenant has as one file, and back.</summary>
internal sealed class BackupsPage() : AdministrationPage(Name, 1150)
{
    public const string Name = "backups";

    /// <summary>Where a new file is, below the administration.</summary>
    public const string FilePath = "backup-now";

    public override Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var texts = TextsOf(request);
        return Task.FromResult(new PageContent(
        [
            new NoteBlock(texts["backups.about"]),
            new FactsBlock([new PageFact(texts["backups.now"], new PageCell(texts["backups.download"]) { Link = new PageLink(texts["backups.download"]) { Page = FilePath, IsFile = true } })]),
            new FormBlock("restore", texts["backups.restore"],
            [
                new PageField("file", texts["backups.file"]) { IsFile = true, Help = texts["backups.file-help"] },
                Flag("replace", texts["backups.replace"], value: false, texts["backups.replace-help"]),
            ]) { Heading = texts["backups.restore"] },
        ]));
    }

    public override async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        if (act != "restore") throw Unknown(act);
        await using var file = request.OpenFile("file") ?? throw new CrmValidationException([new CrmError("field.required", TextsOf(request)["backups.file-missing"])]);
        var report = await request.Session.Backups.RestoreAsync(file, new RestoreOptions { Replace = IsOn(request, "replace") }, cancellationToken);
        return PageOutcome.Show(new NoteBlock(TextsOf(request).Format("backups.restored", report.Rows, report.ErasedAgain), PageTone.Good));
    }
}

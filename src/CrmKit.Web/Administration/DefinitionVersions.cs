using System.Globalization;
using CrmKit.AspNetCore;
using CrmKit.Pages;

namespace CrmKit.Web.Administration;

/// <summary>What a definition was, and going back to it.</summary>
internal static class DefinitionVersions
{
    public const string Undo = "undo";

    public static async Task<TableBlock> TableAsync(PageRequest request, DefinitionKind kind, string key, CancellationToken cancellationToken)
    {
        var texts = WebTexts.For(request.Culture);
        var versions = await request.Session.Administration.VersionsAsync(kind, key, cancellationToken);
        var names = await ActorNames.LoadAsync(request.Session, versions.Select(v => v.ActorId), cancellationToken);
        return new TableBlock([texts["admin.version"], texts["admin.at"], texts["admin.by"], texts["admin.state"], ""], [.. versions.Select((v, i) => new PageRow(
        [
            new PageCell(v.Version.ToString(CultureInfo.InvariantCulture)), new PageCell(request.Moment(v.At)), new PageCell(names.Of(v.ActorId) ?? ""),
            new PageCell(v.IsRemoved ? texts["admin.removed"] : i == 0 ? texts["admin.current"] : ""),
            i == 0 ? new PageCell("") : new PageCell("")
            {
                Buttons = [new PageButton(texts["admin.undo"], Undo) { IsDangerous = true, Values = new Dictionary<string, string> { ["version"] = v.Version.ToString(CultureInfo.InvariantCulture) } }],
            },
        ]))]) { Heading = texts["admin.versions"] };
    }

    public static Task UndoAsync(PageRequest request, DefinitionKind kind, string key, CancellationToken cancellationToken) =>
        request.Session.Administration.UndoAsync(kind, key, int.TryParse(request["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0, cancellationToken);
}

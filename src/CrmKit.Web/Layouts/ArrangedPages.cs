using CrmKit.AspNetCore;
using CrmKit.Web.Administration;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web.Layouts;

/// <summary>What pages have in common on which something is arranged: whom it is for, its versions, and how it is answered.</summary>
internal static class ArrangedPages
{
    /// <summary>The role in the address; <see langword="null"/> for everybody.</summary>
    public static string? RoleOf(WebCall call) =>
        call.Query("role") is not { } role ? null : call.Session.Catalog.TryRole(role, out _) ? role : throw ApiErrors.Parameter("role", "a role");

    public static string ForWhom(WebCall call, string? role) => role is null ? call.Texts["layout.everybody"] : call.Session.Catalog.Roles.First(r => r.Key == role).Label.For(call.Culture);

    /// <summary>The key of a definition for a type and a role, where there is none yet.</summary>
    public static string KeyOf(string what, string? role) => (role is null ? what : $"{what}--{role}").Replace('.', '-');

    public static async Task AnswerAsync(WebCall call, string title, DefinitionKind kind, string? stored, ArrangeModel model, int status)
    {
        var versions = stored is null ? null : await DefinitionVersions.TableAsync(AdminHandler.RequestOf(call, []), kind, stored, call.Cancelled);
        await call.PageAsync<ArrangePage, ArrangeModel>(title, model with
        {
            CanRemove = stored is not null,
            Versions = versions is null ? null : new DescribedModel(DescribedPlace.Of(call, model.Address, _ => model.Address), null, [], [versions]),
        }, status);
    }

    /// <summary>Goes back to a version that a button names.</summary>
    public static async Task UndoAsync(WebCall call, DefinitionKind kind, string key) =>
        await DefinitionVersions.UndoAsync(AdminHandler.RequestOf(call, [new("version", (await call.FormAsync())["version"].ToString())]), kind, key, call.Cancelled);

    public static ArrangeZone Shown(WebCall call, ArrangedZone zone, Func<string, string?> labelOf, string label, string? help = null) =>
        new(zone.Group, zone.Key, label, help, [.. zone.Items.Select(i => labelOf(i) is { } known ? new ArrangeItem(i, known, false) : new ArrangeItem(i, call.Texts.Format("layout.away", i), true))]);

    public static bool IsRefusal(CrmException failure) => failure is CrmValidationException or CrmRuleException;

    public static int StatusOf(IReadOnlyList<CrmError> errors) => errors.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;
}

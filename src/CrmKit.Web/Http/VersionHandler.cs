using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Contracts;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>The texts of a contract on its page: each with what it changed against the one before, the next one to be proposed, and agreed or refused by one button.</summary>
internal static class VersionHandler
{
    private const int Most = 30;

    /// <summary>The versions, the newest first; <see langword="null"/> for what is no contract, or shows none to the person.</summary>
    public static async Task<VersionsModel?> OfAsync(WebCall call, Record record, bool mayUpdate)
    {
        if (record is not Contract contract) return null;
        var type = call.Session.Catalog.Type(typeof(ContractVersion));
        if (!await call.MayAsync(type, Operations.Read) || (await call.HiddenAsync(type)).Overlaps(["contractId", "versionNumber", "status", "text", "summary", "proposedBy", "proposedOn"])) return null;
        var mayWrite = mayUpdate && !(await call.ReadOnlyAsync(type)).Overlaps(["status", "text", "summary"]);
        Guid? id = contract.Id;
        var versions = await call.Session.Records.ListAsync(new Specification<ContractVersion>(v => v.ContractId == id).OrderByDescending(v => v.VersionNumber).Take(Most), call.Cancelled);
        var address = call.Links.Act(call.Type, contract.Id, "version");
        return new VersionsModel
        {
            Label = type.PluralLabel.For(call.Culture),
            Address = mayWrite ? address : null,
            Text = versions is [{ } newest, ..] ? newest.Text ?? "" : "",
            SummaryLabel = type.Field("summary").Label.For(call.Culture),
            TextLabel = type.Field("text").Label.For(call.Culture),
            Rows = [.. versions.Select((v, i) => new VersionRow
            {
                Id = v.Id.ToString(),
                Version = v.Version,
                Number = v.VersionNumber ?? 0,
                Page = call.Links.Record(type, v.Id),
                Status = call.Text.Of(type.Field("status"), v),
                Summary = v.Summary ?? "",
                By = string.Join(" · ", new[] { v.ProposedBy, v.ProposedOn is null ? null : call.Text.Of(type.Field("proposedOn"), v) }.Where(t => !string.IsNullOrEmpty(t))),
                Next = !mayWrite ? [] : v.Status switch { ContractVersionStatus.Draft => ["proposed"], ContractVersionStatus.Proposed => ["agreed", "rejected"], _ => [] },
                Changes = i + 1 < versions.Count ? LineDiff.Of(versions[i + 1].Text ?? "", v.Text ?? "") : [],
                Before = i + 1 < versions.Count ? versions[i + 1].VersionNumber : null,
            })],
        };
    }

    /// <summary>Adds a version, or says how far one got.</summary>
    public static Task SaveAsync(WebCall call) => ActHandler.ActAsync(call, async form =>
    {
        if (call.Type.ClrType != typeof(Contract)) throw ApiErrors.RouteUnknown();
        var type = call.Session.Catalog.Type(typeof(ContractVersion));
        if (form["item"].ToString().Length == 0)
        {
            var added = await new FormReader(call, type, form).ReadNewAsync([type.Field("summary"), type.Field("text")]);
            if (!added.TryMake(out var made) || added.Errors.Count > 0) throw new CrmValidationException(added.Errors);
            var version = (ContractVersion)made;
            version.ContractId = call.Ref.Id;
            await call.Session.Records.CreateAsync(version, null, call.Cancelled);
            return call.Links.Record(call.Type, call.Ref.Id);
        }
        if (!Guid.TryParseExact(form["item"], "D", out var id)) throw ApiErrors.Parameter("item", "the id of a version");
        if ((await call.Session.Records.GetAsync<ContractVersion>(id, call.Cancelled)).ContractId != call.Ref.Id) throw ApiErrors.RouteUnknown();
        var values = new Dictionary<string, object?> { ["status"] = form["status"].ToString() };
        if (form["status"] == "proposed") values["proposedOn"] = call.Session.Today;
        await call.Session.Records.SaveAsync(new ChangeSet().Patch(type.Ref(id), values, ActHandler.Version(form)), call.Cancelled);
        return call.Links.Record(call.Type, call.Ref.Id);
    });
}

using System.Globalization;
using CrmKit.Access;
using CrmKit.Fields;
using CrmKit.Pages;
using CrmKit.Sessions;
using Microsoft.Extensions.Options;

namespace CrmKit.Plugins.Administration;

/// <summary>The plugins of the host, for administrators of its own tenant: the state of each and why, what it asks for, adds and owns, taking it in, and switching it on and off.</summary>
internal sealed class PluginsPage(IPluginRuntime plugins, PackagePage packages, IOptions<CrmKitOptions> host) : IAdministrationPage
{
    public const string Plugin = "plugin";
    private const string Feature = "feature";

    public string Key => "plugins";

    public LocalizedText Label => PluginPageTexts.Title;

    public int Order => 750;

    public ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken) => AdministratorRights.IsOfHostAsync(session, host.Value, cancellationToken);

    public async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var culture = request.Culture;
        if (request[Plugin] is { } id) return new PageContent(await OneAsync(request, id, cancellationToken));
        if (request[PackagePage.Package] is not null) return new PageContent(await packages.ShowAsync(request, cancellationToken));
        var blocks = new List<PageBlock>();
        if (plugins.SafeMode is { } reason) blocks.Add(new NoteBlock(reason, PageTone.Warning) { Heading = PluginPageTexts.SafeMode.For(culture) });
        blocks.Add(new TableBlock([.. new[] { PluginPageTexts.Name, PluginPageTexts.Version, PluginPageTexts.Publisher, PluginPageTexts.State, PluginPageTexts.Asked, PluginPageTexts.Troubles }.Select(t => t.For(culture))], [.. plugins.List().Select(p => new PageRow(
        [
            new PageCell(p.Name) { Link = p.Id is null ? null : new PageLink(p.Name) { Values = Values(Plugin, p.Id) } }, new PageCell(p.Version ?? ""), new PageCell(p.Publisher ?? ""), StateOf(p, culture),
            new PageCell(string.Join(", ", p.Asked)) { Tone = p.Asked.Count > 0 ? PageTone.Warning : PageTone.Plain }, new PageCell(string.Join(" ", p.Errors.Select(e => e.ToString()))),
        ]))]));
        blocks.AddRange((await plugins.CheckHealthAsync(cancellationToken)).Select(t => new NoteBlock(t, PageTone.Warning)));
        blocks.AddRange(packages.Form(culture));
        return new PageContent(blocks);
    }

    public async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await packages.ActAsync(request, act, cancellationToken) is { } done) return done;
        var known = Enum.GetValues<PluginAct>().Where(a => a is PluginAct.Enable or PluginAct.Disable or PluginAct.Reload or PluginAct.Remove).FirstOrDefault(a => EnumCode.Of(a) == act, PluginAct.Install);
        if (known == PluginAct.Install || request[Plugin] is not { } id) throw new CrmValidationException([new CrmError("request.form-stale", "The page knows no such act. Reload it and try again.")]);
        var command = new PluginCommand(known, id) { Consent = request["consent"] == "true", Cascade = request["cascade"] == "true", Feature = request[Feature], Reason = request["reason"], By = request.Session.Actor };
        await request.Session.DisposeAsync(); // an open session keeps the plugins that it sees: the switch would wait for its own caller
        var outcome = await plugins.ExecuteAsync(command, CancellationToken.None); // who goes away does not leave a plugin half switched
        return outcome.Plugin is null ? PageOutcome.GoTo() : PageOutcome.GoTo((Plugin, id));
    }

    private async Task<IReadOnlyList<PageBlock>> OneAsync(PageRequest request, string id, CancellationToken cancellationToken)
    {
        var culture = request.Culture;
        var why = await plugins.WhyAsync(id, cancellationToken);
        var plugin = why.Plugin;
        var blocks = new List<PageBlock>
        {
            new FactsBlock(
            [
                Fact(PluginPageTexts.Id, id), Fact(PluginPageTexts.Version, plugin.Version), Fact(PluginPageTexts.Publisher, plugin.Publisher), new PageFact(PluginPageTexts.State.For(culture), StateOf(plugin, culture)),
                Fact(PluginPageTexts.Trust, EnumCode.Of(plugin.Trust)), Fact(PluginPageTexts.NextVersion, plugin.NextVersion), Fact(PluginPageTexts.NeededBy, string.Join(", ", why.NeededBy)),
                Fact(PluginPageTexts.Calls, plugin.Calls.Count == 0 ? "" : string.Format(CultureInfo.InvariantCulture, PluginPageTexts.CallsSaid.For(culture), plugin.Calls.Count, plugin.Calls.Faults, plugin.Calls.TimedOut)),
                Fact(PluginPageTexts.Suspended, string.Join(", ", plugin.Calls.SuspendedPoints)), Fact(PluginPageTexts.LastFault, plugin.Calls.LastFault),
                Fact(PluginPageTexts.OffFor, string.Join(", ", plugin.OffFor)), Fact(PluginPageTexts.Held, plugin.Lingering == 0 ? "" : $"{plugin.Lingering}: {string.Join("; ", plugin.Holders)}"),
            ]) { Heading = plugin.Name },
        };
        if (plugin.Description is { } description) blocks.Insert(0, new NoteBlock(description, PageTone.Muted));
        blocks.AddRange(plugin.Errors.Select(e => new NoteBlock(e.ToString(), PageTone.Bad)));
        blocks.AddRange(plugin.Warnings.Select(e => new NoteBlock(e.ToString(), PageTone.Warning)));
        blocks.Add(new TableBlock([PluginPageTexts.Why.For(culture)], [.. why.Reasons.Select(r => Row(r))]));
        blocks.AddRange(await SwitchesAsync(request, plugin, cancellationToken));
        if (plugin.Permissions.Count > 0 || plugin.Asked.Count > 0)
            blocks.Add(new TableBlock([PluginPageTexts.Permission.For(culture), PluginPageTexts.Scope.For(culture), PluginPageTexts.Reason.For(culture)], [.. plugin.Permissions.Select(p => Row(p.Name, string.Join(", ", p.Scope), p.Reason))]) { Heading = PluginPageTexts.Permissions.For(culture) });
        if (plugin.Features.Count > 0)
            blocks.Add(new TableBlock([PluginPageTexts.Name.For(culture), PluginPageTexts.State.For(culture), ""], [.. plugin.Features.Select(f => new PageRow(
            [
                new PageCell(f.Name), new PageCell((f.IsOn ? PluginPageTexts.On : PluginPageTexts.Off).For(culture)) { Tone = f.IsOn ? PageTone.Good : PageTone.Muted },
                new PageCell("") { Buttons = [new PageButton((f.IsOn ? PluginPageTexts.Disable : PluginPageTexts.Enable).For(culture), EnumCode.Of(f.IsOn ? PluginAct.Disable : PluginAct.Enable)) { Values = Values(Feature, f.Id) }] },
            ]))]) { Heading = PluginPageTexts.Features.For(culture) });
        var added = PluginAdditions.Of(request.Session.Catalog, id, culture);
        if (added.Count > 0) blocks.Add(new TableBlock([PluginPageTexts.Kind.For(culture), PluginPageTexts.Name.For(culture), PluginPageTexts.Id.For(culture)], [.. added.Select(a => Row(a.Kind, a.Label, a.Key))]) { Heading = PluginPageTexts.Adds.For(culture) });
        var owns = (await plugins.PlanAsync(new PluginCommand(PluginAct.Remove, id), cancellationToken)).Owns;
        if (owns is not null)
            blocks.Add(new TableBlock([PluginPageTexts.Kind.For(culture), PluginPageTexts.Id.For(culture), PluginPageTexts.Records.For(culture)],
            [
                .. owns.RecordTypes.Select(p => Owned(PluginPageTexts.RecordType, p)), .. owns.Fields.Select(p => Owned(PluginPageTexts.Field, p)), .. owns.Pipelines.Select(p => Owned(PluginPageTexts.Pipeline, p)), .. owns.Tables.Select(p => Owned(PluginPageTexts.Table, p)),
            ]) { Heading = PluginPageTexts.Owns.For(culture) });
        blocks.Add(new TableBlock([PluginPageTexts.At.For(culture), PluginPageTexts.What.For(culture), PluginPageTexts.Reason.For(culture)], [.. why.History.Select(h => Row(request.Moment(h.At), h.What, h.Reason))]) { Heading = PluginPageTexts.History.For(culture) });
        return blocks;

        PageFact Fact(LocalizedText label, string? text) => new(label.For(culture), new PageCell(text ?? ""));
        PageRow Owned(LocalizedText kind, PluginPossession owned) => Row(kind.For(culture), owned.Key, owned.Records.ToString(CultureInfo.InvariantCulture));
    }

    // What can be done now, each with what stands against it.
    private async Task<IReadOnlyList<PageBlock>> SwitchesAsync(PageRequest request, PluginStatus plugin, CancellationToken cancellationToken)
    {
        var (culture, blocks) = (request.Culture, new List<PageBlock>());
        PluginAct[] acts = plugin.State == PluginState.Enabled ? plugin.Asked.Count > 0 ? [PluginAct.Enable, PluginAct.Disable, PluginAct.Reload] : [PluginAct.Disable, PluginAct.Reload] : [PluginAct.Enable, PluginAct.Remove];
        foreach (var act in acts)
        {
            var plan = await plugins.PlanAsync(new PluginCommand(act, plugin.Id) { Consent = true, Cascade = true }, cancellationToken);
            if (!plan.IsAllowed)
            {
                blocks.AddRange(plan.Refusals.Select(r => new NoteBlock(r.Text?.For(culture) ?? r.Message, PageTone.Muted)));
                continue;
            }
            var label = act switch { PluginAct.Enable => PluginPageTexts.Enable, PluginAct.Disable => PluginPageTexts.Disable, PluginAct.Reload => PluginPageTexts.Reload, _ => PluginPageTexts.Remove };
            var fields = new List<PageField>();
            if (act == PluginAct.Enable && plugin.Asked.Count > 0) fields.Add(new PageField("consent", PluginPageTexts.Consent.For(culture)) { Kind = FieldKind.Bool, Help = string.Join(", ", plugin.Asked) });
            if (plan.Steps.Count > 1) fields.Add(new PageField("cascade", PluginPageTexts.Cascade.For(culture)) { Kind = FieldKind.Bool, Help = string.Join(", ", plan.Steps.Select(s => $"{EnumCode.Of(s.Act)} {s.Id}")) });
            if (act != PluginAct.Reload) fields.Add(new PageField("reason", PluginPageTexts.Reason.For(culture)));
            blocks.Add(new FormBlock(EnumCode.Of(act), label.For(culture), fields));
        }
        return blocks;
    }

    private static PageCell StateOf(PluginStatus plugin, string culture) => new(PluginPageTexts.StateOf(plugin.State).For(culture))
    {
        Tone = plugin.State switch
        {
            PluginState.Enabled => PageTone.Good,
            PluginState.PendingConsent => PageTone.Warning,
            PluginState.Failed or PluginState.Quarantined => PageTone.Bad,
            _ => PageTone.Muted,
        },
    };

    private static PageRow Row(params IReadOnlyList<string?> texts) => new([.. texts.Select(t => new PageCell(t ?? ""))]);

    private static Dictionary<string, string> Values(string name, string value) => new() { [name] = value };
}

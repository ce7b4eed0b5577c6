using CrmKit.Fields;
using CrmKit.Pages;
using CrmKit.Plugins.Packages;
using Microsoft.Extensions.Options;

namespace CrmKit.Plugins.Administration;

/// <summary>Taking a package in by page: it is uploaded and waits, what it would do and asks for is shown, and somebody agrees. Nothing of it runs before that.</summary>
internal sealed class PackagePage(IPluginRuntime plugins, PackageUploads uploads, IOptions<PluginOptions> options)
{
    public const string Package = "package";

    private const string Upload = "upload", Install = "install", Drop = "drop";

    public IEnumerable<PageBlock> Form(string culture)
    {
        if (options.Value.AllowUpload)
            yield return new FormBlock(Upload, PluginPageTexts.Look.For(culture), [new PageField(Package, PluginPageTexts.Package.For(culture)) { IsFile = true, Help = PluginPageTexts.PackageHelp.For(culture) }]) { Heading = PluginPageTexts.Install.For(culture) };
    }

    /// <summary>What the package that waits would do, and what stands against it.</summary>
    public async Task<IReadOnlyList<PageBlock>> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (culture, id) = (request.Culture, IdOf(request));
        var plan = await plugins.PlanAsync(new PluginCommand(PluginAct.Install) { Package = uploads.Get(id) }, cancellationToken);
        var step = plan.Steps.Count > 0 ? plan.Steps[0] : null;
        var blocks = new List<PageBlock>
        {
            new FactsBlock(
            [
                Fact(PluginPageTexts.Id, step?.Id), Fact(PluginPageTexts.Version, step?.To), Fact(PluginPageTexts.Installed, step?.From), Fact(PluginPageTexts.Trust, plan.Trust is { } trust ? EnumCode.Of(trust) : null),
            ]) { Heading = PluginPageTexts.Verdict.For(culture) },
        };
        blocks.AddRange(plan.Refusals.Select(r => new NoteBlock(r.ToString(), PageTone.Bad)));
        blocks.AddRange(plan.Warnings.Select(w => new NoteBlock(w.ToString(), PageTone.Warning)));
        if (plan.Permissions.Count > 0)
            blocks.Add(new TableBlock([PluginPageTexts.Permission.For(culture), PluginPageTexts.Scope.For(culture), PluginPageTexts.Reason.For(culture)],
                [.. plan.Permissions.Select(p => new PageRow([new PageCell(p.Name), new PageCell(string.Join(", ", p.Scope)), new PageCell(p.Reason ?? "")]))]) { Heading = PluginPageTexts.Permissions.For(culture) });
        var waiting = new Dictionary<string, string> { [Package] = id.ToString() };
        if (step is null && plan.IsAllowed) blocks.Add(new NoteBlock(PluginPageTexts.IsThere.For(culture)));
        else if (plan.IsAllowed)
        {
            var fields = new List<PageField>();
            if (plan.Asked.Count > 0) fields.Add(new PageField("consent", PluginPageTexts.Consent.For(culture)) { Kind = FieldKind.Bool, Help = string.Join(", ", plan.Asked) });
            fields.Add(new PageField("reason", PluginPageTexts.Reason.For(culture)));
            blocks.Add(new FormBlock(Install, (step!.Act == PluginAct.Upgrade ? PluginPageTexts.Upgrade : PluginPageTexts.Install).For(culture), fields) { Values = waiting });
        }
        blocks.Add(new FormBlock(Drop, PluginPageTexts.Drop.For(culture), []) { Values = waiting });
        return blocks;

        PageFact Fact(LocalizedText label, string? text) => new(label.For(culture), new PageCell(text ?? ""));
    }

    /// <summary>Does an act of these forms; <see langword="null"/> for others.</summary>
    /// <exception cref="CrmForbiddenException"><c>package.upload-off</c>.</exception>
    public async Task<PageOutcome?> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        if (act is not (Upload or Install or Drop)) return null;
        if (!options.Value.AllowUpload) throw new CrmForbiddenException(PackageErrors.UploadOff());
        if (act == Upload) return PageOutcome.GoTo((Package, (await UploadAsync(request, cancellationToken)).ToString()));
        var id = IdOf(request);
        if (act == Drop)
        {
            uploads.Forget(id);
            return PageOutcome.GoTo();
        }
        var command = new PluginCommand(PluginAct.Install) { Package = uploads.Get(id), Consent = request["consent"] == "true", Reason = request["reason"], By = request.Session.Actor };
        await request.Session.DisposeAsync(); // an open session keeps the plugins that it sees: the switch would wait for its own caller
        var outcome = await plugins.ExecuteAsync(command, CancellationToken.None); // who goes away does not leave a plugin half installed
        uploads.Forget(id);
        return outcome.Plugin?.Id is { } plugin ? PageOutcome.GoTo((PluginsPage.Plugin, plugin)) : PageOutcome.GoTo();
    }

    private async Task<Guid> UploadAsync(PageRequest request, CancellationToken cancellationToken)
    {
        await using var file = request.OpenFile(Package) ?? throw new CrmValidationException(PackageErrors.UploadMissing());
        var id = await uploads.TakeAsync(file, cancellationToken);
        try
        {
            await plugins.PlanAsync(new PluginCommand(PluginAct.Install) { Package = uploads.Get(id) }, cancellationToken); // what is no package, or nobody's whom the host trusts, is not kept
            return id;
        }
        catch (CrmException)
        {
            uploads.Forget(id);
            throw;
        }
    }

    private static Guid IdOf(PageRequest request) => Guid.TryParseExact(request[Package], "D", out var id) ? id : throw new CrmNotFoundException(PackageErrors.UploadGone());
}

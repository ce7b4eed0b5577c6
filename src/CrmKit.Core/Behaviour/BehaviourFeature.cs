using CrmKit.Plugins;
using static CrmKit.Catalog.CoreTypeFields;

namespace CrmKit.Behaviour;

/// <summary>What people did where we see it.</summary>
internal sealed class BehaviourFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.CoreType<BehaviourEvent>("behaviour-event", "behaviour-events", new("Behaviour event", "行为事件"), new("Behaviour events", "行为事件"), Event);
        plugin.AddSubscriber<ContactChanges>("contact.*").AddSubscriber<AccountChanges>("account.*");
    }

    private static void Event(CoreTypeBuilder<BehaviourEvent> type) => type
        .Computed(e => e.Kind, "Kind", "类型", null, f => f with { IsIndexed = true })
        .Computed(e => e.At, "At", "时间", null, f => f with { IsIndexed = true })
        .Computed(e => e.Page, "Page", "页面", null, f => f with { IsIndexed = true })
        .Computed(e => e.Title, "Title", "标题")
        .Computed(e => e.Source, "Source", "来源")
        .Computed(e => e.Referrer, "Referrer", "来源页面")
        .Computed(e => e.CompanyDomain, "Company domain", "公司域名", null, f => f with { IsIndexed = true })
        .Computed(e => e.Properties, "Properties", "属性", FieldKind.LongText)
        .Computed(e => e.VisitorId, "Visitor", "访客", FieldKind.Reference, f => f with { IsIndexed = true })
        .Computed(e => e.AccountId, "Account", "客户", FieldKind.Reference, f => f with { ReferenceType = "account", IsIndexed = true })
        .Computed(e => e.ContactId, "Contact", "联系人", FieldKind.Reference, f => f with { ReferenceType = "contact", IsIndexed = true }).AppendOnlySeenWithIt()
        .KnownBy(e => e.Kind);
}

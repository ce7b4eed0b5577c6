using System.Reflection;
using System.Runtime.CompilerServices;

namespace CrmKit.Conventions;

public sealed class ShapeTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Theory]
    [MemberData(nameof(Packages.Names), MemberType = typeof(Packages))]
    public void Concrete_classes_are_sealed_unless_something_derives_from_them(string package)
    {
        var types = Types(package).Where(t => t is { IsClass: true, IsAbstract: false, IsSealed: false }).ToList();
        var bases = Packages.All.SelectMany(a => a.GetTypes()).Select(t => t.BaseType).Where(t => t is not null).Select(t => t!.IsGenericType ? t.GetGenericTypeDefinition() : t).ToHashSet();
        // A specification is meant to be derived from by applications.
        Report(package, types.Where(t => !bases.Contains(t) && t.Name != "Specification`1").Select(t => t.FullName!), "seal it, or make it abstract");
    }

    [Theory]
    [MemberData(nameof(Packages.Names), MemberType = typeof(Packages))]
    public void Methods_that_return_tasks_end_in_Async_and_others_do_not(string package)
    {
        var offenders = from type in Types(package)
                        from method in type.GetMethods(Declared)
                        where !method.IsSpecialName && !IsGenerated(method) && !IsDictatedElsewhere(method)
                        where IsAwaitable(method.ReturnType) != method.Name.Split('.')[^1].EndsWith("Async", StringComparison.Ordinal)
                        select $"{type.FullName}.{method.Name}";
        Report(package, offenders, "rename it");
    }

    [Theory]
    [MemberData(nameof(Packages.Names), MemberType = typeof(Packages))]
    public void Public_methods_that_do_input_or_output_take_a_cancellation_token_last(string package)
    {
        var offenders = from type in Types(package)
                        where type.IsVisible
                        from method in type.GetMethods(Declared)
                        where method.IsPublic && !IsGenerated(method) && !IsDictatedElsewhere(method) && IsAwaitable(method.ReturnType)
                        where method.GetParameters() is not [.., { ParameterType: var last }] || last != typeof(CancellationToken)
                        select $"{type.FullName}.{method.Name}";
        Report(package, offenders, "add a CancellationToken as the last parameter");
    }

    [Theory]
    [MemberData(nameof(Packages.Names), MemberType = typeof(Packages))]
    public void What_the_engine_calls_gets_its_token_from_the_engine(string package)
    {
        // "= default" is for applications; on extension points and stores it would let the engine forget to pass the token.
        string[] points = ["IBeforeSave", "IAfterSave", "IRecordNormalizer", "IRecordValidator", "IStageGuard", "IConversionStep", "IEventSubscriber", "IEffectExecutor", "IReport", "IPluginEndpoint", "IFieldType", "IRecordMatcher", "IScoringFactor", "IEnrichmentSource", "IAssignmentRule", "IScheduledJob",
            "ICrmStore", "IStoreReader", "IStoreTransaction", "IOutboxStore", "ICounterStore"];
        var offenders = from type in Types(package)
                        where points.Contains(type.Name)
                        from method in type.GetMethods(Declared)
                        from parameter in method.GetParameters()
                        where parameter.ParameterType == typeof(CancellationToken) && parameter.HasDefaultValue
                        select $"{type.FullName}.{method.Name}";
        Report(package, offenders, "remove the default of the CancellationToken");
    }

    [Theory]
    [MemberData(nameof(Packages.Names), MemberType = typeof(Packages))]
    public void Fields_are_never_public_and_writable(string package)
    {
        var offenders = from type in Types(package)
                        where type.IsVisible && !type.IsEnum
                        from field in type.GetFields(Declared)
                        where field is { IsPublic: true, IsInitOnly: false, IsLiteral: false }
                        select $"{type.FullName}.{field.Name}";
        Report(package, offenders, "make it a property");
    }

    [Fact]
    public void Events_cannot_be_changed_by_those_who_get_them()
    {
        var offenders = typeof(Events.CrmEvent).GetProperties()
            .Where(p => p.SetMethod is { } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)));
        Assert.Empty(offenders);
    }

    private static IEnumerable<Type> Types(string package) =>
        Packages.Named(package).GetTypes().Where(t => !t.IsDefined(typeof(CompilerGeneratedAttribute)) && t.FullName!.StartsWith("CrmKit", StringComparison.Ordinal) && !t.Name.Contains('<'));

    // Tests that plugins inherit are sentences, as all tests.
    private static bool IsGenerated(MethodInfo method) => method.Name.Contains('<') || method.IsDefined(typeof(CompilerGeneratedAttribute)) || method.IsDefined(typeof(FactAttribute));

    // Overrides and implementations of interfaces of others have the name and parameters that those give them.
    private static bool IsDictatedElsewhere(MethodInfo method)
    {
        if (method.GetBaseDefinition().DeclaringType is { } first && first != method.DeclaringType) return true;
        var type = method.DeclaringType!;
        if (type.IsInterface) return false;
        return type.GetInterfaces().Where(i => i.Assembly.GetName().Name?.StartsWith("CrmKit", StringComparison.Ordinal) != true)
            .Any(i => type.GetInterfaceMap(i).TargetMethods.Contains(method));
    }

    private static bool IsAwaitable(Type type) =>
        type == typeof(Task) || type == typeof(ValueTask)
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>) || type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)));

    private static void Report(string package, IEnumerable<string> offenders, string fix)
    {
        var list = offenders.Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(list.Count == 0, $"{package}: {fix}:{Environment.NewLine}{string.Join(Environment.NewLine, list)}");
    }
}

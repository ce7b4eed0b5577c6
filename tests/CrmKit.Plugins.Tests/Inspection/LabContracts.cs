namespace CrmKit.Plugins.Inspection;

/// <summary>Contracts made for tests, and a plugin that uses all of them in every way that C# knows.</summary>
internal static class LabContracts
{
    public const string Contracts = """
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;
        namespace CrmKit.Lab;

        public interface IHandler { void Handle(string text); int Order => 0; string Label { get; } }
        public interface ICounter : IHandler { Task<int> CountAsync(CancellationToken token); }
        public interface IConverter<T> { T Convert(T value); IReadOnlyList<T> All(params T[] values); }
        public interface IMade<TSelf> where TSelf : IMade<TSelf> { static abstract TSelf Make(int number); }
        public interface IRoot { int Depth(); }
        public interface ILeaf : IRoot { int IRoot.Depth() => 1; int Leaves(); }
        public interface IListener { event EventHandler Heard; void Listen(in Point point, out int count, ref string text); }

        public abstract class Base
        {
            protected Base() { }
            protected Base(int seed) { Seed = seed; }
            protected int Seed;
            public static readonly Guid Id = Guid.Empty;
            protected abstract string Name();
            public virtual void Start(int times) { }
            public virtual Task StopAsync(CancellationToken token) => Task.CompletedTask;
            protected virtual int Level => 0;
            public void Run() => Start(1);
            public string Title { get; set; } = "";
            protected internal virtual void Both() { }
            protected void ForHeirs() { }
        }
        public abstract class Base<T> : Base { public abstract T Value(T given); public virtual List<T> Values() => new(); }
        public class Open
        {
            public Open() { }
            public Open(int number) { }
            public static int Count;
            public const int Size = 3;
            public long Sum;
            public int Add(int a, int b) => a + b;
            public string Add(string a) => a;
            public T Make<T>(int times) where T : new() => new();
            public Dictionary<string, T[]> Group<T>(IEnumerable<T> items) => new();
            public event EventHandler? Changed;
            public void Raise() => Changed?.Invoke(this, EventArgs.Empty);
            public int this[string key] { get => 1; set { } }
            public virtual string Shown() => "open";
            public static Open operator +(Open left, Open right) => left;
            public static implicit operator int(Open open) => 1;
            public sealed class Nested { public int Width { get; init; } public required string Text { get; set; } public class Deeper { public static int Zero() => 0; } }
        }
        public struct Point { public int X; public int Y { get; set; } public Point(int x) { X = x; } public readonly int Length() => X; }
        public readonly record struct Key(Guid Value);
        public enum Kind { None, First, Second, Third }
        [Flags] public enum Marks { None = 0, One = 1, Two = 2, Four = 4 }
        public delegate int Measure(string text);
        [AttributeUsage(AttributeTargets.All)] public sealed class MarkAttribute(Kind kind) : Attribute { public Kind Kind => kind; public string? Note { get; set; } public int Depth; }
        public record Data(string Name, int Size);
        public sealed class Missing : Exception { public Missing(string text) : base(text) { } }
        public static class Texts { public static string Twice(this string text) => text + text; public static int Total<T>(this IEnumerable<T> items, Func<T, int> of) => 0; }
        public delegate void Notify(Point at, string text);
        public static class Bus { public static void On(Notify notify) => notify(default, ""); }
        public static class Boxes { public static T Kept<T>(T value) where T : class => value; }
        public class Box<T> where T : IComparable { public T? Held; }
        public interface IMapper { T Map<T>(T value) where T : class; TOther To<TOther>(object value); }
        public sealed class Unused { public void Nobody() { } }
        """;

    public const string Plugin = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using CrmKit.Lab;
        namespace Sample;

        [Mark(Kind.Second, Note = "x", Depth = 3)]
        public sealed class Counter : ICounter
        {
            public void Handle(string text) { }
            string IHandler.Label => "counter";
            async Task<int> ICounter.CountAsync(CancellationToken token) { await Task.Yield(); return 1; }
        }
        public class OwnBase { public void Handle(string text) { } public virtual string Label => "own"; }
        public sealed class Inherits : OwnBase, IHandler { public int Order => 5; }
        public interface IOwn : IHandler { int IHandler.Order => 7; string IHandler.Label => "by default"; }
        public sealed class Owned : IOwn { public void Handle(string text) { } }
        public sealed class Converter : IConverter<string>, IConverter<Point>
        {
            public string Convert(string value) => value;
            public IReadOnlyList<string> All(params string[] values) => values;
            Point IConverter<Point>.Convert(Point value) => value;
            IReadOnlyList<Point> IConverter<Point>.All(params Point[] values) => values;
        }
        public class Generic<T> : IConverter<T> { public virtual T Convert(T value) => value; public IReadOnlyList<T> All(params T[] values) => values; }
        public sealed class Closed : Generic<Guid> { public override Guid Convert(Guid value) => value; }
        public struct Made : IMade<Made> { public static Made Make(int number) => default; }
        public sealed class Leaf : ILeaf { public int Leaves() => 2; }
        public sealed class Listener : IListener
        {
            public event EventHandler? Heard;
            public void Listen(in Point point, out int count, ref string text) { count = 1; Heard?.Invoke(this, EventArgs.Empty); }
        }
        public abstract class Middle<T> : Base<T>
        {
            protected Middle() : base() { }
            protected override string Name() => "middle" + Seed;
            public override void Start(int times) { base.Start(times); ForHeirs(); Console.Write(Name()[..0]); }
            protected override int Level => base.Level + 1;
            public override Task StopAsync(CancellationToken token) => base.StopAsync(token);
        }
        public sealed class Heir : Middle<string>
        {
            public override string Value(string given) => given + Title;
            public override List<string> Values() => base.Values();
            protected override void Both() { base.Both(); Action later = () => ForHeirs(); later(); }
        }
        public sealed class Direct : Base { public Direct() : base() { } protected override string Name() => "direct"; }
        public sealed class OpenHeir : Open { public override string Shown() => base.Shown() + Sum; }
        public sealed record More(string Name, int Size, int Extra) : Data(Name, Size);
        public sealed class Mapper : IMapper { public T Map<T>(T value) where T : class => value; TOther IMapper.To<TOther>(object value) => default!; }
        public sealed class Comparable : IComparable { public Comparable(int one) { } public int CompareTo(object? other) => 0; }
        public static class Uses
        {
            private static Kind _kind = Kind.Third;
            public const Kind Favourite = Kind.First;
            public static void Defaults(Kind kind = Kind.Second, Marks marks = Marks.One | Marks.Four) { }
            public static void Run()
            {
                var open = new Open(1) + new Open();
                open.Changed += (_, _) => { };
                open.Raise();
                open["a"] = open["b"] + open.Add(1, 2) + open.Add("x").Length + Open.Size + open;
                Open.Count++;
                open.Sum++;
                Console.Write(open.Make<object>(2).ToString()?.Length == -1 ? "" : open.Shown()[..0]);
                open.Group(new[] { new Key(Guid.Empty) });
                var nested = new Open.Nested { Width = 1, Text = "t" };
                nested.Text += nested.Width + Open.Nested.Deeper.Zero();
                var point = new Point(3) { Y = 4 };
                point.X += point.Y + point.Length();
                Measure measure = int.Parse;
                measure("3");
                var data = new Data("n", 1) with { Size = 2 };
                var (name, size) = data;
                Console.Write((name.Twice() + size + new More("a", 1, 2))[..0]);
                new[] { 1 }.Total(i => i);
                var heir = new Heir { Title = "x" };
                heir.Run();
                new Direct().Run();
                heir.Values();
                Defaults();
                if (_kind == Kind.First || Base.Id != Guid.Empty) throw new Missing("no");
                try { throw new Missing("yes"); } catch (Missing missing) { GC.KeepAlive(missing.Message); }
                Console.Write(typeof(IConverter<>).Name[..0] + nameof(Open) [..0]);
                IHandler handler = new Counter();
                handler.Handle(handler.Label + handler.Order);
                _ = new Inherits().Order + ((IHandler)new Owned()).Order + ((IRoot)new Leaf()).Depth();
                ((ICounter)handler).CountAsync(default).Wait();
                Call<Made>();
                var text = "";
                new Listener().Listen(point, out _, ref text);
                _ = new Closed().All(Guid.Empty).Count + new Converter().All("").Count;
                new OpenHeir().Shown();
                Bus.On((at, said) => Console.Write(said[..0]));
                Boxes.Kept("x");
                Boxes.Kept(new Comparable(1));
                GC.KeepAlive(new Box<int>().Held + new Box<Comparable>().ToString() + new Box<string>().ToString());
                GC.KeepAlive(new Mapper().Map("x"));
            }
            private static void Call<T>() where T : IMade<T> => T.Make(1);
        }
        """;
}
